"""The last pages of the report: who wrote it, whom it thanks, and whose publications it names."""

from __future__ import annotations

from handbook.figures import ChapterTables, Column, Table, described, words_in
from handbook.language import Count, Items, Phrase, Words


def team(tables: ChapterTables) -> Table:
    """Return the lead author and the team by position, in the order of printing."""
    rows = tables.read("report_team")
    members = rows[rows["role"] == "member"].sort_values("place")
    shown, position = rows[["role", "place", "position", "position_zh", "source", "evidence"]], Words({"zh": "职务"})
    return described(tables, shown, "report_team", position_zh=Column(position, language="zh")).saying(
        members=Count(len(members)), first=words_in(members, en="position", zh="position_zh")[0]
    )


def experts(tables: ChapterTables) -> Table:
    """Return the experts thanked by institution, in the order of printing; an investor is who does no research."""
    rows = tables.read("thanked_experts")
    investors = int((rows["field"] != "research").sum())
    return described(tables, rows, "thanked_experts").saying(experts=len(rows), investors=investors)


def cited(tables: ChapterTables) -> Table:
    """Return the publications of others that the report names, with the lines that name them and their key if found."""
    named = tables.read("cited_sources")
    lines = {name: Items(list(map(str, sorted(at)))) for name, at in named.groupby("publication")["line"]}
    rows = named.drop_duplicates("publication")
    rows = rows.assign(lines=rows["publication"].map(lines))
    unknown = rows[rows["key"] == ""]
    shown = rows[["lines", "publication", "publication_en", "key", "source", "evidence"]]
    return described(tables, shown, "cited_sources", lines=Column("Lines of the text")).saying(
        named=Count(len(rows)),
        known=Count(len(rows) - len(unknown)),
        unknown=Items(words_in(unknown, en="publication_en", zh="publication"), Phrase("none"), apart=True),
    )
