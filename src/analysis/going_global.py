"""Going global: what the customs numbers of the report stand for, and its lists of obstacles, ways and companies."""

from __future__ import annotations

from analysis.series import as_printed, listing, when
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described, labels_of, typed, words_in
from handbook.figures.rows import bounds, complete, in_time, worded
from handbook.language import Count, Items, Period, Phrase, name_of, percent

SENTENCE = ("C0206a", "C0206b", "C0206c", "C0206d")
"""The claims on trade of one sentence, which names imports and exports and means cross-border e-commerce."""

NEW_THREE, ANKER, SAVING, SAVING_AGAIN = "C0224b", "C1200c", "C1224b", "C1317a"
"""Claims: export growth of the new three, overseas revenue of Anker, and what buyers save, in two places."""


def _that_hold(ledger: ChapterLedger, begin: str) -> int:
    """Return how many numbers of the sentence on trade hold under the reading of its words that begins so."""
    count = 0
    for claim in SENTENCE:
        rows = ledger.by_reading(claim)
        chosen = [words.forms["en"].startswith(begin) for words in rows["reading"]]
        count += bool(rows.loc[chosen, "verdict"].str.startswith("holds").any())
    return count


def trade(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return cross-border e-commerce and all goods trade by flow: trillion yuan, growth on the year as a fraction of 1.

    ``what`` names series and flow in one; ``newest`` are the rows of the last period that has all of them. The facts
    set what the report prints beside the two, in its own period.
    """
    rows, claim = in_time(tables.read("cross_border_trade")), ledger.on(SENTENCE[0]).claim
    size = rows.set_index(["period", "series", "flow"])["size_tn_cny"][claim.period]
    as_ecommerce = _that_hold(ledger, "as cross-border e-commerce")
    as_goods = _that_hold(ledger, "as all goods trade")
    named = {column: rows[column].map(labels_of(tables, "cross_border_trade", column)) for column in ("series", "flow")}
    period = complete(rows.assign(member=rows["series"] + rows["flow"]), "member", "period")["period"].iloc[-1]
    newest = rows["period"] == period
    rate = rows[newest].set_index(["series", "flow"])["growth"]
    what = Phrase.each("{series}, {flow}", **named)
    rows = rows.assign(what=typed(what, rows), newest=newest, period=rows["period"].map(when))
    return described(tables, rows, "cross_border_trade", what=Column("Trade")).saying(
        period=when(period),
        in_report=when(claim.period),
        in_sentence=Count(len(SENTENCE)),
        as_ecommerce=Count(as_ecommerce, alone=True),
        as_goods=Count(as_goods, alone=True),
        printed_total=ledger.number(SENTENCE[0], "tn_cny", 1),
        of_goods=percent(size["cross_border_ecommerce", "total"] / size["goods_trade", "total"]),
        meant=Phrase("The number fits cross-border e-commerce, which the sentence does not mention.")
        if as_ecommerce > as_goods
        else Phrase("The number fits all goods trade."),
        growth=percent(rate["cross_border_ecommerce", "total"]),
        goods_growth=percent(rate["goods_trade", "total"]),
        b2b_share=ledger.number("share(C0206f; C0206c)", "fraction", 0),
    )


def new_three(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the export growth of electric cars, batteries and solar cells by period, as a fraction of 1.

    ``matches`` says whether the printed growth is that of the period.
    """
    rows = in_time(tables.read("new_three_exports"))
    printed = ledger.on(NEW_THREE).claim.quantity
    cells = "new_three_exports/growth?period=" + rows["period"]
    rows["matches"] = [printed.meets(ledger.quantity(cell)) for cell in cells]
    rows["period"] = rows["period"].map(when)
    others = rows[~rows["matches"]]
    told = Phrase.each("{rate} in {period}", rate=map(percent, others["growth"]), period=others["period"])
    return described(tables, rows, "new_three_exports").saying(
        printed=as_printed(ledger, NEW_THREE),
        of_period=Items(list(rows.loc[rows["matches"], "period"]), Phrase("no period")),
        others=Items(told, Phrase("nothing else")),
    )


def obstacles(tables: ChapterTables) -> Table:
    """Return the obstacles to going global and the remedies that the report sets against them."""
    rows = tables.read("going_global_lists").query("group in ['blocking_point', 'remedy']")
    points, remedies = (Count(int((rows["group"] == group).sum())) for group in ("blocking_point", "remedy"))
    return described(tables, rows, "going_global_lists").saying(points=points, remedies=remedies)


def overseas_share(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return Anker's overseas revenue and its share of main-business revenue by year, beside the printed share.

    ``printed_low`` to ``high`` are bounds of print and computation, as fractions of 1.
    """
    rows, printed = tables.read("anker_overseas"), ledger.on(ANKER).claim.quantity
    low, high = float(printed.low), float(printed.high)
    fitting = Items([Period(year) for year in rows.loc[rows["share"].between(low, high), "year"]], either=True)
    rows = rows.assign(when=rows["year"].astype(str), printed_low=low, printed_high=high, low=rows["share"])
    rows["high"] = rows["share"]
    return described(tables, rows, "anker_overseas", **bounds(when=Column("Year"))).saying(
        anker=name_of(tables, "安克创新"),
        printed=as_printed(ledger, ANKER),
        fits=Phrase("it would be that of {years}", years=fitting)
        if fitting.items
        else Phrase("it is that of no year in it"),
    )


def ways(tables: ChapterTables) -> Table:
    """Return the ways of going global in the order of the report, with the companies that it names and quotes."""
    rows = worded(tables, tables.read("go_global_modes"), way=("label_en", "name"), focus=("focus", "focus_zh"))
    firms = tables.read("go_global_representatives")
    both = [f"{english} ({name})" for english, name in firms[["label_en", "name"]].itertuples(index=False)]
    firms["words"] = typed(words_in(firms.assign(both=both), en="both", zh="name"), firms)
    for place, column in {"representative": "representatives", "signature": "quoted"}.items():
        words = firms[firms["place"] == place].groupby("mode")["words"].agg(list)
        rows[column] = typed((Items(words.get(mode, [])) for mode in rows["mode"]), rows)
    return described(
        tables,
        rows[["way", "focus", "representatives", "quoted", "source", "evidence"]],
        "go_global_modes",
        way=Column("Way"),
        representatives=Column("Named as representatives"),
        quoted=Column("Signature of the quotation"),
    ).saying(
        ways=Count(len(rows)),
        spellings=Items([f"“{name}”" for name in firms.loc[firms["mode"] == rows["mode"].iloc[-1], "name"].unique()]),
    )


def saving(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the roles in the model of selling directly to buyers; the facts say what these are said to save, twice."""
    printed, again = (ledger.on(claim).claim.printed for claim in (SAVING, SAVING_AGAIN))
    least, most = printed.split("-")
    return listing(tables, "going_global_lists", {"group": "dtb_role"}, "label_en").saying(
        least=percent(int(least) / 100, 0),
        most=percent(int(most) / 100, 0),
        again=Phrase("the same") if printed == again else Phrase("another range"),
    )
