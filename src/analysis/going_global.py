"""Going global: what the customs numbers of the report stand for, and its lists of obstacles, ways and companies."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from analysis.series import typed
from handbook.figures import Column, Table, described, labels_of, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Count, Items, Number, Period, Phrase, Text, Words, name_of, percent
from handbook.quantities import factor

__all__ = [
    "direct_to_buyer",
    "framework",
    "headline",
    "new_three",
    "obstacles",
    "overseas_share",
    "problems",
    "trade",
    "ways",
]

SENTENCE = ("C0206a", "C0206b", "C0206c", "C0206d")
"""The claims on trade of one sentence, which names imports and exports and means cross-border e-commerce."""

READINGS = {"ecommerce": "as cross-border e-commerce", "goods": "as all goods trade"}
"""How the words of the sentence can be read, by how the choices of its checks begin."""

BOUNDS = {
    "printed_low": Column("Report, from", "fraction"),
    "printed_high": Column("Report, to", "fraction"),
    "low": Column("Prospectus, from", "fraction"),
    "high": Column("Prospectus, to", "fraction"),
}

HOLDING = ("holds", "holds within rounding")


def _as_printed(ledger: ChapterLedger, claim: str) -> Number:
    """Return a printed percentage with its decimals."""
    printed = ledger.on(claim).claim
    return percent(printed.quantity.value, len(printed.printed.partition(".")[2]))


def _labels_en_zh(rows: pd.DataFrame) -> list[Words]:
    return words_in(rows, en="label_en", zh="name")


# ── trade ────────────────────────────────────────────────────────────────────────────────────────


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the printed trade, what it stands for, and the period of a growth rate."""
    size = tables.read("cross_border_trade").set_index(["series", "flow"])["size_tn_cny"]
    of_trade = trade(tables, ledger).facts
    of_goods = size["cross_border_ecommerce", "total"] / size["goods_trade", "total"]
    return {
        **new_three(tables, ledger).facts,
        "printed_total": Number(ledger.on("C0206a").claim.quantity.value / factor("tn_cny"), "tn_cny", 1),
        "of_goods": percent(of_goods),
        "period": of_trade["period"],
        "meant": Phrase("The number fits cross-border e-commerce, a word that the sentence leaves out.")
        if _that_hold(ledger, "ecommerce") > _that_hold(ledger, "goods")
        else Phrase("The number fits all goods trade."),
    }


def _that_hold(ledger: ChapterLedger, reading: str) -> int:
    """Return how many numbers of the sentence on trade hold under a reading of its words."""
    found = 0
    for claim in SENTENCE:
        rows = ledger.by_reading(claim)
        chosen = [words.forms["en"].startswith(READINGS[reading]) for words in rows["choice"]]
        found += bool(rows.loc[chosen, "verdict"].isin(HOLDING).any())
    return found


def trade(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return cross-border e-commerce and all goods trade by flow: trillion yuan, growth on the year as a fraction of 1.

    ``what`` names series and flow in one.
    """
    rows = tables.read("cross_border_trade")
    series, flows = (labels_of(tables, "cross_border_trade", column) for column in ("series", "flow"))
    pairs = zip(rows["series"], rows["flow"], strict=True)
    named = [Phrase("{series}, {flow}", series=series[one], flow=flows[other]) for one, other in pairs]
    size, rate = (rows.set_index(["series", "flow"])[column] for column in ("size_tn_cny", "growth"))
    parts = "; ".join(
        f"cross_border_trade/size_tn_cny?series=cross_border_ecommerce&flow={f}" for f in ("export", "import")
    )
    [joint] = [o.finding.computed for o in ledger.on("C0206b").outcomes if o.check == "growth" and o.finding.computed]
    return described(
        tables,
        rows.assign(what=typed(named, rows)),
        "cross_border_trade",
        columns={"what": Column("Trade")},
        facts={
            "period": labels_of(tables, "cross_border_trade", "period")[rows["period"].iloc[0]],
            "in_sentence": Count(len(SENTENCE)),
            "as_ecommerce": Count(_that_hold(ledger, "ecommerce"), alone=True),
            "as_goods": Count(_that_hold(ledger, "goods"), alone=True),
            "sum_of_parts": Number(ledger.quantity(f"sum({parts})").value / factor("tn_cny"), "tn_cny", 3),
            "joint_growth": percent(joint.value),
            "printed_growth": _as_printed(ledger, "C0206b"),
            "goods_total": Number(size["goods_trade", "total"], "tn_cny", 1),
            "growth": percent(rate["cross_border_ecommerce", "total"]),
            "goods_growth": percent(rate["goods_trade", "total"]),
            "b2b_share": percent(ledger.quantity("share(C0206f; C0206c)").value),
        },
    )


def new_three(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the export growth of electric cars, batteries and solar cells by period, as a fraction of 1.

    ``matches`` says whether the printed growth is that of the period.
    """
    rows, periods = tables.read("new_three_exports"), labels_of(tables, "new_three_exports", "period")
    printed = ledger.on("C0224b").claim.quantity
    rows["matches"] = [
        printed.meets(ledger.quantity(f"new_three_exports/growth?period={period}")) for period in rows["period"]
    ]
    others = rows[~rows["matches"]]
    return described(
        tables,
        rows,
        "new_three_exports",
        facts={
            "printed": _as_printed(ledger, "C0224b"),
            "of_period": Items(
                [periods[period] for period in rows.loc[rows["matches"], "period"]], Phrase("no period")
            ),
            "of_others": Items([periods[period] for period in others["period"]], Phrase("no other period")),
            "rate_of_others": Items([percent(rate) for rate in others["growth"]], Phrase("no number")),
        },
    )


# ── lists ────────────────────────────────────────────────────────────────────────────────────────


def framework(tables: ChapterTables) -> Table:
    """Return all that the framework of the report names, by block and group."""
    rows = tables.read("go_global_members")
    blocks = labels_of(tables, "go_global_members", "block")
    wings = rows.loc[rows["role"] == "wing", "block"].unique()
    firms, tracks = rows[rows["block"] == "platform_infrastructure"], rows[rows["group"] == "service_track"]
    slipped = tracks.loc[tracks["label_en"].str.contains("as printed"), "name"]
    odd = Phrase("The letters of {names} are out of order there.", names=Items(list(slipped)))
    return described(
        tables,
        rows.drop(columns="block_name"),
        "go_global_members",
        facts={
            "centre": Items([blocks[block] for block in rows.loc[rows["role"] == "centre", "block"].unique()]),
            "wings": Items([blocks[block].inside for block in wings]),
            "wing_count": Count(len(wings)),
            "firms": Count(firms["name"].nunique()),
            "groups": Count(firms["group"].nunique()),
            "tracks": Count(tracks["name"].nunique()),
            "odd": odd if len(slipped) else "",
        },
    )


def _listed(tables: ChapterTables, *groups: str) -> pd.DataFrame:
    rows = tables.read("going_global_lists")
    return rows[rows["group"].isin(groups)]


def obstacles(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the obstacles to going global and the remedies that the report sets against them."""
    rows = _listed(tables, "blocking_point", "remedy")
    counts = rows["group"].value_counts()
    points, remedies = int(counts.get("blocking_point", 0)), int(counts.get("remedy", 0))
    return described(
        tables,
        rows,
        "going_global_lists",
        facts={
            "numbered": Count(int(ledger.on("C1170x").claim.quantity.value)),
            "points": Count(points),
            "remedies": Count(remedies),
            "paired": Phrase("one for each") if points == remedies else Phrase("not one for each"),
        },
    )


def overseas_share(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return Anker's overseas revenue and its share of main-business revenue by year, beside the printed share.

    ``printed_low`` to ``high`` are bounds of print and computation, as fractions of 1.
    """
    rows, printed = tables.read("anker_overseas"), ledger.on("C1200c").claim.quantity
    low, high = float(printed.low), float(printed.high)
    fitting = rows.loc[rows["share"].between(low, high), "year"]
    pairs = zip(rows["year"], rows["share"], strict=True)
    told = [Phrase("{share} for {year}", share=percent(share, 2), year=Period(year)) for year, share in pairs]
    fits = Phrase("Rounded, that of {years} is the report's number.", years=Items([Period(year) for year in fitting]))
    rows = rows.assign(when=rows["year"].astype(str), printed_low=low, printed_high=high, low=rows["share"])
    return described(
        tables,
        rows.assign(high=rows["share"]),
        "anker_overseas",
        columns={"when": Column("Year"), **BOUNDS},
        facts={
            "anker": name_of(tables, "安克创新"),
            "printed": _as_printed(ledger, "C1200c"),
            "values": Items(told),
            "fits": fits if len(fitting) else Phrase("Rounded, that of no year is the report's number."),
        },
    )


def ways(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the ways of going global in the order of the report, with the companies that it names and quotes."""
    rows, firms = tables.read("go_global_modes"), tables.read("go_global_representatives")
    named = {place: firms[firms["place"] == place] for place in ("representative", "signature")}
    last = firms.loc[firms["mode"] == rows["mode"].iloc[-1], "name"]
    columns = {"representative": "representatives", "signature": "quoted"}
    for place, column in columns.items():
        rows[column] = typed((_companies(named[place], mode) for mode in rows["mode"]), rows)
    return described(
        tables,
        rows.drop(columns="mode")[["label_en", "name", "focus", "focus_zh", *columns.values(), "source", "evidence"]],
        "go_global_modes",
        columns={
            "representatives": Column("Named as representatives"),
            "quoted": Column("Signature of the quotation"),
        },
        facts={
            "printed": Count(int(ledger.on("C1210a").claim.quantity.value)),
            "ways": Count(rows["name"].nunique()),
            "companies": Count(named["representative"]["name"].nunique()),
            "spellings": Items(list(last.unique())),
        },
    )


def _companies(firms: pd.DataFrame, mode: str) -> Items:
    """Return the companies of one way, each with its English and its Chinese name."""
    pairs = firms.loc[firms["mode"] == mode, ["label_en", "name"]].itertuples(index=False)
    return Items([Words({"en": f"{english} ({chinese})", "zh": chinese}) for english, chinese in pairs])


def problems(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the problems of selling to consumers through businesses that the person quoted names."""
    rows = _listed(tables, "b2b2c_problem")
    announced = int(ledger.on("C1271a").claim.quantity.value)
    facts: dict[str, Text] = {"announced": Count(announced), "problems": Count(len(rows))}
    return described(tables, rows.drop(columns="group"), "going_global_lists", facts=facts)


def direct_to_buyer(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the roles in the report's model of selling directly to buyers, and what it says buyers save."""
    rows = _listed(tables, "dtb_role")
    least, most = (percent(Decimal(bound) / 100, 0) for bound in ledger.on("C1224b").claim.printed.split("-"))
    agree = ledger.on("C1317a").verdict != "contradicted"
    return described(
        tables,
        rows.drop(columns="group"),
        "going_global_lists",
        facts={
            "roles": Items([words.inside for words in _labels_en_zh(rows)]),
            "least": least,
            "most": most,
            "agree": Phrase("They agree, which shows only that the report is consistent with itself.")
            if agree
            else Phrase("They do not agree."),
        },
    )
