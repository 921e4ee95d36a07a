"""What the site holds beside its pages: audit and figures as data, downloads; and what every page says of itself."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from handbook.language import compare
from handbook.language.catalogue import WRITTEN_IN
from handbook.language.interface import say, tag
from handbook.language.phrases import of_scripts
from handbook.language.rows import to_csv, to_json
from handbook.quantities.relations import CHECKS
from handbook.site import (
    archive,
    door,
    edition,
    embed,
    feeds,
    frames,
    heads,
    internals,
    output,
    rebuild,
    references,
    render,
    search,
    steps,
    styles,
    tongues,
)
from handbook.site import context as context_
from handbook.site.imprint import dated, imprint
from handbook.site.nodes import HandbookOutput
from handbook.tables import formulas

__all__ = ["more_pages", "page_context", "write_files"]

FEED = "feed.xml"
"""The findings as a feed, in the folder of each language."""

ABOUT = "about"
"""Name of the page that says who made the book, how to cite it and where errors are reported."""


def page_context(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Tell the templates the language and the edition; take inline scripts out of the page."""
    language = app.config.handbook_language
    context["handbook_language"] = language
    context["handbook_label"] = app.config.handbook_label
    context["handbook_changes"] = context_.document(app, edition.PAGE)
    context["handbook_imprint"] = context_.imprint_of(app)
    context["handbook_cite"] = partial(references.reference, app)
    context["handbook_up"] = "../" * (pagename.count("/") + bool(app.config.handbook_languages))
    about = context_.imprint_of(app)
    context["handbook_dated"] = dated(about, language)
    context["handbook_dated_alone"] = dated(about, language, named=False)
    context["handbook_say"] = partial(say, language)
    context["handbook_phrases"] = _phrases(language)
    context["handbook_meanings"] = _meanings(language)
    context["handbook_has_code"] = doctree is not None and any(
        steps.SECTION in section["classes"] for section in doctree.findall(nodes.section)
    )
    app.builder.handbook_sheets = _sheets(context.get("css_files", []))  # type: ignore[attr-defined]
    # What the attribute lang of the page wants: a language tag, not the name of a locale.
    context["language"] = tag(language)
    context["handbook_twins"] = _twins(app, pagename)
    context["description"] = _description(doctree)
    context["handbook_shared"] = heads.shared(app, pagename, context["description"]) if context_.base_of(app) else {}
    if pagename == "404":
        context["pageurl"] = ""  # what is not there has no address of its own
    context["handbook_feed"] = f"{context_.base_of(app)}{language}/{FEED}" if _has_feed(app) else ""
    if "body" in context:
        # A list of sources has entries with a role that is withdrawn, and that no list may hold.
        context["body"] = context["body"].replace(' role="doc-biblioentry"', ' role="listitem"')
        for own in ("Link to this heading", "Link to this term"):
            context["body"] = context["body"].replace(
                f'title="{own}"', f'title="{say(language, "Link to this place")}"'
            )
        context["body"] = tongues.marked(context["body"], language)
    # docutils adds a viewport of its own to the theme's.
    others = re.sub(r'<meta [^>]*name="viewport"[^>]*>', "", context.get("metatags", ""))
    context["metatags"] = f'\n    <meta http-equiv="Content-Security-Policy" content="{door.POLICY}"/>{others}'
    context["script_files"] = [script for script in context.get("script_files", []) if _used(script)]


@lru_cache(maxsize=4)
def _phrases(language: str) -> str:
    """Return what the scripts of a page say in its language, as JSON; nothing where that is the English in them."""
    said = {} if language == WRITTEN_IN else {phrase: say(language, phrase) for phrase in of_scripts()}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) if said else ""


@lru_cache(maxsize=4)
def _meanings(language: str) -> str:
    """Return what each verdict means, as JSON by the class of its badge: a badge says it when it is pointed at."""
    told = {verdict.replace(" ", "-"): say(language, meaning) for verdict, meaning in output.MEANINGS.items()}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _twins(app: Sphinx, pagename: str) -> list[dict[str, str]]:
    """Return a page in all languages of the site: code, name and address of each; none in a site of one language."""
    codes = app.config.handbook_languages
    up = "../" * (pagename.count("/") + 1)
    base = context_.base_of(app)
    return [
        {
            "code": code,
            "tag": tag(code),
            "name": door.endonym(code),
            "url": f"{up}{code}/{pagename}.html",
            "declared": f"{base or up}{code}/{pagename}.html",
        }
        for code in (codes if len(codes) > 1 else ())
    ]


def _sheets(given: list[Any]) -> list[str]:
    """Return the style sheets that a page would load, the theme's first, by name below ``_static``."""
    ordered = sorted(given, key=lambda sheet: getattr(sheet, "priority", 500))
    names = [str(getattr(sheet, "filename", sheet)).removeprefix("_static/") for sheet in ordered]
    first = internals.FIRST_STYLE_SHEETS
    return [*first, *(name for name in dict.fromkeys(names) if "://" not in name and name not in first)]


def _used(script: Any) -> bool:
    """Return whether a page loads a script; let those that it loads wait until the page is read."""
    name = getattr(script, "filename", script)
    if not name or any(part in str(name) for part in internals.UNUSED_SCRIPTS):
        return False
    if isinstance(getattr(script, "attributes", None), dict):
        script.attributes.setdefault("defer", "defer")
    return True


def more_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the search, the page for addresses that do not exist, and the one that says who made the book."""
    yield "search", {}, "search.html"
    if not context_.document(app, ABOUT):
        yield ABOUT, {"handbook_modules": [Path(helper).name for helper in app.config.handbook_helpers]}, "about.html"
    ways = [
        (name, app.env.titles[name].astext()) for stem in ("audit", "figures") if (name := context_.document(app, stem))
    ]
    yield "404", {"handbook_ways": ways}, "404.html"


def _description(doctree: Any) -> str:
    """Return the first sentences of a page as plain text, for search engines."""
    if doctree is None:
        return ""
    for paragraph in doctree.findall(nodes.paragraph):
        if not isinstance(paragraph.parent, HandbookOutput):
            text = " ".join(paragraph.astext().split())
            return text if len(text) <= 160 else text[:159].rstrip() + "…"
    return ""


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the downloads of every figure; with the author's language what all have in common.

    That is ``audit.json``, ``audit.csv``, ``findings.json``, ``figures.json``, ``commit.txt``, the tables and the code.
    """
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    write(out / "_static" / "vega.js", render.vega(output.cache(app)))
    about = app.config.handbook_edition
    # Plain Jupyter Book, which knows no edition, builds in the project's folder.
    commit = about["commit"] if about else ""
    if app.config.handbook_language == context_.languages_of(app)[0]:
        _write_common(app, Path(app.config.handbook_root or out), commit)
    _write_feed(app, out / FEED)
    _write_words(commit, out / "_static" / "handbook-commit.js")
    write(out / "_static" / "handbook-index.js", search.script(app))
    _drop_unused(out / "_static")
    _drop_pages(app, out)
    _write_sheet(app, out)
    _write_figures(app, out)


def _write_figures(app: Sphinx, out: Path) -> None:
    """Write the downloads of every figure and, where the site has an address, its card and its page for frames."""
    folder, alone = out / "_figures", out / frames.EMBED
    folder.mkdir(exist_ok=True)
    shared = bool(context_.base_of(app))
    wanted: set[Path] = set()
    for docname in sorted(app.env.found_docs):
        files: set[Path] = set()
        for anchor, drawn in context_.figures_of(app, docname).items():
            files |= {folder / f"{anchor}.{ending}" for ending in (DOWNLOADS if drawn else DOWNLOADS[:1])}
            files |= {folder / f"{anchor}.card.png", alone / f"{anchor}.html"} if shared else set()
        wanted |= files
        # Of a page that shows what it showed, and whose downloads are there, nothing has changed.
        if docname not in rebuild.made_anew(app) and all(file.is_file() for file in files):
            continue
        for element in app.env.get_doctree(docname).findall(HandbookOutput):
            if element["payload"]["kind"] == "figure":
                _downloads(app, folder, element, docname)
                if shared:
                    alone.mkdir(exist_ok=True)
                    shown = tongues.marked(embed.page(app, element, docname), app.config.handbook_language)
                    write(alone / f"{element['payload']['id']}.html", shown)
    for stale in sorted(folder.iterdir()):
        if stale not in wanted:
            stale.unlink()


def _write_common(app: Sphinx, root: Path, commit: str) -> None:
    """Write what all languages have in common: the audit and the figures as data, tables, code, the commit."""
    root.mkdir(parents=True, exist_ok=True)
    rows = context_.in_all_languages(app, context_.audit_rows)
    figures = context_.in_all_languages(app, context_.figure_rows)
    write(root / "audit.json", to_json(rows) + "\n")
    write(root / "audit.csv", to_csv(rows))
    write(root / "findings.json", to_json(context_.in_all_languages(app, context_.finding_rows)) + "\n")
    write(root / "figures.json", json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    write(root / "commit.txt", (commit or "unknown") + "\n")
    _write_changes(app, root)
    _write_tables(app, root / "_data")
    _write_code(root / "_code", app.config.handbook_helpers)


def _write_feed(app: Sphinx, file: Path) -> None:
    """Write the findings as a feed, where the site has an address and the book a date."""
    if not _has_feed(app):
        file.unlink(missing_ok=True)
        return
    language = app.config.handbook_language
    place = f"{context_.base_of(app)}{language}/"
    rows = [{**row, "arithmetic": context_.worked(app, row["arithmetic"])} for row in context_.finding_rows(app)]
    write(file, feeds.feed(rows, str(app.config.html_title), context_.imprint_of(app), language, place))


def _has_feed(app: Sphinx) -> bool:
    """Return whether there are findings to tell, an address to tell, and a date to tell it of."""
    return bool(context_.base_of(app) and context_.imprint_of(app).date and context_.document(app, "audit"))


def _drop_pages(app: Sphinx, out: Path) -> None:
    """Remove what an earlier build left and this one has no more: pages, their sources, pictures, downloads."""
    wanted = {*app.env.found_docs, "search", "404", ABOUT}
    if context_.base_of(app):
        wanted |= {f"{frames.EMBED}/{name}" for page in app.env.found_docs for name in context_.figures_of(app, page)}
    for file in out.rglob("*.html"):
        if file.relative_to(out).with_suffix("").as_posix() not in wanted:
            file.unlink()
    sources = out / "_sources"
    for file in sources.rglob("*.*"):
        if file.relative_to(sources).with_suffix("").as_posix() not in app.env.found_docs:
            file.unlink()
    for folder, kept in ((out / "_images", app.env.images), (out / "_downloads", app.env.dlfiles)):
        names = {name for _, name in kept.values()}
        for file in folder.rglob("*"):
            if file.is_file() and file.relative_to(folder).as_posix() not in names:
                file.unlink()


def _write_sheet(app: Sphinx, out: Path) -> None:
    """Write the one style sheet of the site, in the place of those it is made of."""
    static = out / "_static"
    named = getattr(app.builder, "handbook_sheets", None)
    if named is None:
        # No page was written: the sheet that is there is theirs. Extensions bring their own all the same.
        for sheet in static.glob("*.css"):
            if sheet.name != styles.NAME and not sheet.name.startswith("handbook-"):
                sheet.unlink()
        return
    sheets = [name for name in named if (static / name).is_file()]
    here = [script for script in static.rglob("*.js") if script.name not in ("vega.js", "handbook-index.js")]
    texts = [[file.read_text(encoding="utf-8") for file in files] for files in (sorted(out.rglob("*.html")), here)]
    write(static / styles.NAME, styles.join(static, sheets, styles.vocabulary(*texts)))
    for name in (*sheets, "basic.css"):
        (static / name).unlink(missing_ok=True)


def write(file: Path, text: str | bytes) -> None:
    """Write a file only if its content changes, so that unchanged files keep their date."""
    content = text.encode() if isinstance(text, str) else text
    if not file.is_file() or file.read_bytes() != content:
        file.write_bytes(content)


DOWNLOADS = ("csv", "svg", "png", "js", "vl.json", "thumb.svg")
"""Endings of a figure's downloads; one without a chart has the first only."""


def _downloads(app: Sphinx, folder: Path, element: HandbookOutput, docname: str) -> None:
    payload, spec, cache = element["payload"], element["spec"], output.cache(app)
    anchor = payload["id"]
    files: dict[str, str | bytes] = {f"{anchor}.csv": _table(payload, app.config.handbook_language)}
    frame = output.frame_of(app, element, docname)
    if frame.shared:
        files[f"{anchor}.card.png"] = render.card(spec, cache, frame)
    if spec is not None:
        files[f"{anchor}.svg"] = render.standalone(spec, cache, frame)
        files[f"{anchor}.png"] = render.picture(spec, cache, frame)
        # A script, not JSON: pages opened from a disk may not fetch, but may load scripts.
        live = render.interactive(spec, cache)
        files[f"{anchor}.js"] = f"handbook.figure({json.dumps(anchor)}, {live});\n"
        files[f"{anchor}.thumb.svg"] = render.thumbnail(spec, cache)
        files[f"{anchor}.vl.json"] = json.dumps(spec, ensure_ascii=False, sort_keys=True) + "\n"
    for name, content in files.items():
        write(folder / name, content)


def _table(payload: dict[str, Any], language: str) -> str:
    """Return a figure's table as CSV in a language, with units in the header and sources in the last column."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns, evidence = payload["table"]["columns"], payload["table"]["evidence"]
    # Each row's own source where the figure knows it, else all of the figure.
    origins = payload["table"]["sources"] or [" ".join(payload["sources"])] * len(payload["table"]["rows"])
    grades = [say(language, grade, context="grade") if grade else "" for grade in evidence]
    heads = [_head(column["title"], column["unit_shown"], language) for column in columns]
    writer.writerow([*heads, *([say(language, "Evidence")] if evidence else []), say(language, "Source")])
    for at, row in enumerate(payload["table"]["rows"]):
        cells = ["" if cell is None else cell for cell in row]
        whole = [*cells, *([grades[at]] if evidence else []), origins[at]]
        writer.writerows(formulas.guarded_rows([whole]))
    return text.getvalue()


def _head(title: str, unit: str, language: str) -> str:
    """Return the head of a column with its unit, where the title does not have it.

    >>> _head("Size", "trillion yuan", "en"), _head("规模（万亿元）", "万亿元", "zh"), _head("规模", "万亿元", "zh")
    ('Size (trillion yuan)', '规模（万亿元）', '规模（万亿元）')
    """
    if not unit or unit.lower() in title.lower():
        return title
    return f"{title}{say(language, ' (')}{unit}{say(language, ')')}"


# ── files beside the pages ───────────────────────────────────────────────────────────────────────


def _write_changes(app: Sphinx, out: Path) -> None:
    """Write what changed against the handbook's own tables as CSV and JSON; an edition of these has none."""
    files = {name: out / f"{edition.PAGE}.{name}" for name in ("csv", "json")}
    if not context_.document(app, edition.PAGE):
        for file in files.values():
            file.unlink(missing_ok=True)
        return
    language = app.config.handbook_language
    tables = context_.tables_of(app)
    old, new = compare.of_tables(tables.own, language), compare.of_tables(tables, language)
    differences = compare.compare(old, new)
    write(files["csv"], compare.to_csv(differences))
    write(files["json"], compare.to_json(old, new, differences))


def _write_tables(app: Sphinx, folder: Path) -> None:
    """Write every table with its description and codebook, and all of them as one archive."""
    folder.mkdir(exist_ok=True)
    tables, codes = context_.tables_of(app), context_.languages_of(app)
    imprints = {code: imprint(tables.package, code, app.config.handbook_repository) for code in codes}
    titles = {code: str(tables.package.get(f"title_{code}") or app.config.html_title) for code in codes}
    files = archive.contents(tables, imprints, titles, context_.base_of(app))
    shown = {name: content for name, content in files.items() if not name.startswith(archive.INSIDE)}
    shown[archive.ARCHIVE] = archive.packed(files)
    for name, content in shown.items():
        write(folder / name, content)
    _keep(folder, set(shown))


def _write_code(folder: Path, helpers: Sequence[str]) -> None:
    """Write the modules of the report's helper package and those of the checks, as text that a browser shows."""
    folder.mkdir(exist_ok=True)
    modules = {f"{Path(helper).name}.txt": Path(helper) for helper in helpers}
    for check in CHECKS.values():
        modules[f"{check.__module__}.txt"] = Path(inspect.getfile(check))
    for name, module in modules.items():
        write(folder / name, module.read_bytes())
    _keep(folder, set(modules))


def _keep(folder: Path, names: set[str]) -> None:
    for file in sorted(folder.iterdir()):
        if file.name not in names:
            file.unlink()


def _write_words(commit: str, file: Path) -> None:
    """Write the commit as a script: so a page need not change with each commit."""
    write(file, f"handbook.commit({json.dumps(commit)});\n")


def _drop_unused(static: Path) -> None:
    """Remove what the theme brings along and no page loads: source maps, an icon script, Bootstrap's widgets."""
    (static.parent / "searchindex.js").unlink(missing_ok=True)
    for file in static.rglob("*.map"):
        file.unlink()
    for name in internals.UNUSED_WIDGETS:
        for file in (static / "scripts").glob(f"{name}*"):
            file.unlink()
    for name in (*internals.UNUSED_SCRIPTS, *internals.UNUSED_FILES):
        target = static / name
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
