"""The queue for the stock market: numbers worked out by hand from its tables, and thinner tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from analysis import capital
from handbook.language import Language, Text, written
from samples import ledger_of


def said(facts: Mapping[str, Text], language: str = "en") -> dict[str, str]:
    return {name: written(value, Language(language)) for name, value in facts.items()}


def test_headline_counts_what_was_decided_and_says_what_is_contradicted(tables, ledger):
    facts = said(capital.headline(tables, ledger))
    assert (facts["companies"], facts["claims"], facts["checked"]) == ("six", "21", "16")
    filed = "filed 56.606 billion yuan of revenue for H1 2022, where the report says 56.608 billion yuan"
    assert facts["differences"] == f"Ouyeel (欧冶云商) {filed}"
    assert facts["growth_company"] == "JD Industrials (京东工业)"


def test_a_filing_that_agrees_leaves_nothing_contradicted(edition):
    changed = edition("company_results", ("2022H1,first_published,566.06,", "2022H1,first_published,566.08,"))
    facts = said(capital.headline(changed, ledger_of(changed)))
    assert facts["differences"] == "none"


def test_a_contradicted_number_that_was_never_filed_is_named(edition):
    changed = edition(
        "ipo_queue", ("e-commerce of industrial supplies,loss,", "e-commerce of industrial supplies,profit,")
    )
    facts = said(capital.headline(changed, ledger_of(changed)))
    assert facts["differences"].startswith("companies in the queue that make a profit; Ouyeel (欧冶云商) filed")


def test_results_have_sector_and_business_of_their_company(tables):
    table = capital.results(tables)
    assert len(table) == 15
    assert table.rows.iloc[0][["company_en", "sector_en", "result"]].tolist() == ["Ouyeel", "steel", "profit"]
    titles = [heading["title"] for heading in table.headings(Language("zh"))]
    assert titles[:3] == ["企业", "产业领域", "业务"]


def test_revenues_are_those_of_the_last_whole_year(tables):
    table = capital.revenues(tables)
    assert table["value_100m_cny"].tolist() == [1266.69, 141, 83.15, 63.87, 43.33, 38.55]
    assert table["period"].iloc[0] == "2021"
    facts = said(table.facts)
    assert (facts["year"], facts["second_year"], facts["ratio"]) == ("2021", "2022", "nine times")


def test_each_company_stands_with_its_last_year(edition):
    row = "嘉立创,revenue,2022,63.87,,report,report"
    changed = edition("ipo_results", (row, f"嘉立创,revenue,2021,99,,report,report\n{row}"))
    assert capital.revenues(changed)["value_100m_cny"].tolist() == [1266.69, 141, 83.15, 63.87, 43.33, 38.55]
    assert capital.margins(changed)["margin"].max() == pytest.approx(4.73 / 63.87)


def test_a_small_ratio_keeps_its_decimal(edition):
    changed = edition("ipo_results", ("欧冶云商,revenue,2021,1266.69", "欧冶云商,revenue,2021,200"))
    assert said(capital.revenues(changed).facts)["ratio"] == "1.4 times"


def test_margins_divide_by_the_revenue_of_the_same_year(tables):
    table = capital.margins(tables)
    by_company = dict(zip([row[0] for row in table.cells(Language("zh"))], table["margin"], strict=True))
    assert by_company == {
        "嘉立创, 2022": pytest.approx(4.73 / 63.87),
        "华强电子网, 2022": pytest.approx(2.75 / 38.55),
        "京东工业, 2022": pytest.approx(7 / 141),
        "云汉芯城, 2022": pytest.approx(1.24 / 43.33),
        "欧冶云商, 2021": pytest.approx(4.86 / 1266.69),
        "震坤行, 2022": pytest.approx(-6.261 / 83.15),
    }
    facts = said(table.facts)
    assert (facts["best"], facts["last"], facts["losers"]) == ("JLC, 2022", "ZKH, 2022", "ZKH")


def test_printed_growth_is_that_of_revenue(tables, ledger):
    table = capital.rate(tables, ledger)
    assert table["verdict"].tolist() == ["holds within rounding", "contradicted"]
    # 140.5 to 141.5 over 67.5 to 68.5, for two years.
    assert table["low"].iloc[0] == pytest.approx((140.5 / 68.5) ** 0.5 - 1)
    assert table["high"].iloc[0] == pytest.approx((141.5 / 67.5) ** 0.5 - 1)
    assert said(table.facts)["base"] == "revenue"


def test_growth_of_neither_measure_is_said_to(edition):
    changed = edition(
        "company_results", ("京东工业,revenue,2020,first_published,68,", "京东工业,revenue,2020,first_published,99,")
    )
    table = capital.rate(changed, ledger_of(changed))
    assert said(table.facts)["base"] == "neither measure"


def test_filings_tell_how_revenue_went_on_and_what_was_revised(tables):
    facts = said(capital.filings(tables).facts)
    assert "ICkey fell by 32.8% (2021 to 2024)" in facts["changes"]
    assert facts["shrunk"] == "ICkey"
    # A digest tells 7.15 where the prospectus had 7.1: no filing, and no revision.
    assert facts["revised"] == ""


def test_revenue_of_a_year_is_the_one_nearest_to_its_filing():
    rows = pd.DataFrame(
        [
            ("a", "revenue", "2022", "report", 3.0),
            ("a", "revenue", "2022", "later", 2.0),
            ("a", "gmv", "2022", "later", 9.0),
        ],
        columns=["company", "measure", "period", "vintage", "value_100m_cny"],
    )
    assert capital.yearly_revenue(rows)["value_100m_cny"].tolist() == [2.0]
