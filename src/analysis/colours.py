"""One colour per thing of the report across the whole book, by its code in the tables. A new thing gets its line here.

Red is not among them: it says *contradicted*, and nothing else.
"""

from __future__ import annotations

from handbook.figures.theme import BLUE, GREY, OLIVE, ORANGE, PURPLE, STEEL, TEAL

COLOURS: dict[str, str] = {
    # digital economy
    "total": BLUE,
    "industrial_digitalisation": TEAL,
    "digital_industrialisation": ORANGE,
    "primary": OLIVE,
    "secondary": PURPLE,
    "tertiary": STEEL,
    "digital_economy": BLUE,
    "national_economy": GREY,
    "output": BLUE,
    "gdp": GREY,
    "first_published_earlier_prices": GREY,
    "first_published_2020_prices": BLUE,
    # cloud
    "private": ORANGE,
    "iaas": BLUE,
    "paas": TEAL,
    "saas": PURPLE,
    # places
    "china": BLUE,
    "united_states": TEAL,
    "elsewhere": GREY,
    # trade
    "cross_border_ecommerce": BLUE,
    "goods_trade": GREY,
    # companies
    "revenue": BLUE,
    "loss": ORANGE,
    "sales_to_sany": ORANGE,
    "other_customers": BLUE,
    # bands of digital penetration
    "under_20": GREY,
    "20_to_50": STEEL,
    "50_to_80": TEAL,
    "80_and_over": BLUE,
    # industrial internet
    "policy": PURPLE,
    "influence": BLUE,
    "market": TEAL,
    # print against computation
    "printed": ORANGE,
    "computed": BLUE,
    "report": ORANGE,
    "2023-12": BLUE,
    "2025-02": TEAL,
}
