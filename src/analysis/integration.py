"""Digital and real economy: the lists of the third part, by factor of production, and the few numbers beside them."""

from __future__ import annotations

from analysis.series import ORIGINAL_NAME, as_printed, listing, named
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described
from handbook.language import Count, Items, Number, Phrase, name_of

KINDS, MILLS, LOOMS, POSTS = "C1538a", "C1734a", "C1734b", "C1770b"
"""Claims: the page that names companies by kind, weaving mills served, looms connected, posts of a digital employee."""

TEXTILE, BANK = "致景科技", "浦发银行"


def companies(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the companies that the report names by kind, and whether each is in the list of its award."""
    rows = named(tables.read("integration_companies"), "name_en")
    variants = tables.read("name_variants", where={"page": ledger.on(KINDS).claim.page})
    relation = rows["name"].map(variants.set_index("variant")["relation"])
    rows["award"] = relation.notna().map({True: "awarded", False: "not_awarded"})
    labels = {"awarded": Phrase("in the award list"), "not_awarded": Phrase("not in it")}
    shown = rows[["kind", "label", "name", "award", "source", "evidence"]]
    columns = {"label": Column("Company"), "name": ORIGINAL_NAME, "award": Column("Award list", labels=labels)}
    return described(tables, shown, "integration_companies", "name_variants", **columns).saying(
        companies=len(rows),
        won=int(relation.notna().sum()),
        alike=Items(list(rows["label"][relation.isin(["spelling", "judged_same"])]), Phrase("none")),
    )


def textile_chain(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the blocks of the textile chain, with mills and looms as the company states them: both lower bounds."""
    table = listing(tables, "integration_lists", {"list": "textile_blocks"})
    return table.saying(
        company=name_of(tables, TEXTILE),
        short=name_of(tables, TEXTILE, both=False),
        names=Items([label.up_to(":") for label in table["label"]]),
        mills=Number(ledger.on(MILLS).claim.quantity.value),
        looms=as_printed(ledger, LOOMS),
    )


def digital_humans(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return sectors, posts and digital humans that the report names, and how many posts it claims for one of them."""
    lists = tables.read("integration_lists")
    rows = named(lists[lists["list"].isin(["avatar_sectors", "named_posts", "named_avatars"])], "name_en")
    shown = rows[["list", "label", "name", "source", "evidence"]].reset_index(drop=True)
    return described(tables, shown, "integration_lists", label=Column("Entry"), name=ORIGINAL_NAME).saying(
        bank=name_of(tables, BANK),
        posts=as_printed(ledger, POSTS),
        named_posts=Count(int((rows["list"] == "named_posts").sum()), alone=True),
    )
