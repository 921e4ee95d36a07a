"""What pages say to machines, as JSON-LD in the words of schema.org: a dataset per table, a review per finding.

Only where the site has an address: what is linked has to have one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from handbook.language import wording
from handbook.language.interface import localized, tag
from handbook.language.said import said
from handbook.site.imprint import Imprint

__all__ = ["as_script", "datasets", "reviews"]

Linked = dict[str, Any]

CONTEXT = "https://schema.org"


def datasets(
    described: Sequence[Mapping[str, Any]],
    package: Mapping[str, Any],
    imprint: Imprint,
    language: str,
    base: str,
    page: str,
) -> Linked:
    """Return the tables and the package that holds them.

    Args:
        described: the tables, see `handbook.site.dictionary.table`.
        package: description of all tables.
        imprint: who made the book, when, under which licence.
        language: code.
        base: address of the site.
        page: address of the page of tables.
    """
    common = _known(
        {
            "license": imprint.licence_url,
            "creator": _makers(imprint),
            "version": imprint.version,
            "dateModified": imprint.date,
            "inLanguage": tag(language),
        }
    )
    whole = {
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": localized(package, "title", language),
        "description": localized(package, "description", language) or localized(package, "title", language),
        "distribution": [_file(f"{base}_data/handbook-data.zip", "application/zip")],
        "hasPart": [{"@id": f"{page}#table-{table['name']}"} for table in described],
        **common,
    }
    parts = [
        {
            "@type": "Dataset",
            "@id": f"{page}#table-{table['name']}",
            "url": f"{page}#table-{table['name']}",
            "name": table["title"],
            "description": table["description"] or table["title"],
            "isPartOf": {"@id": page},
            "distribution": [_file(f"{base}_data/{table['path']}", "text/csv")],
            "variableMeasured": [
                _known({"@type": "PropertyValue", "name": column["title"], "unitText": column["unit"]})
                for column in table["fields"]
            ],
            **common,
        }
        for table in described
    ]
    return {"@context": CONTEXT, "@graph": [whole, *parts]}


def reviews(
    findings: Sequence[Mapping[str, Any]], report: Mapping[str, str], imprint: Imprint, language: str, page: str
) -> Linked:
    """Return the findings as reviews of what the report claims.

    Args:
        findings: with their ``verdicts``, the claim most in doubt first.
        report: entry of the bibliography for the report, by field.
        imprint: who made the book.
        language: code.
        page: address of the page of findings.
    """
    appearance = _known(
        {"@type": "CreativeWork", "name": report.get("title", ""), "datePublished": report.get("year", "")}
    )
    author = _known({"@type": "Organization", "name": report.get("people", "")})
    graph = []
    for finding in findings:
        first = finding["verdicts"][0]
        url = f"{page}#finding-{finding['finding']}"
        graph.append(
            _known(
                {
                    "@type": "ClaimReview",
                    "@id": url,
                    "url": url,
                    "claimReviewed": said(first, language),
                    "reviewBody": localized(finding, "sentence", language),
                    "author": _makers(imprint),
                    "datePublished": imprint.date,
                    "inLanguage": tag(language),
                    "itemReviewed": {"@type": "Claim", "author": author, "appearance": appearance},
                    # In words alone: a verdict is no point on a scale.
                    "reviewRating": {
                        "@type": "Rating",
                        "alternateName": wording.verdict_word(first["verdict"], language),
                    },
                }
            )
        )
    return {"@context": CONTEXT, "@graph": graph}


def as_script(linked: Linked) -> str:
    """Return what is linked as the text of an element ``script``, which nothing in it can end.

    >>> as_script({"name": "</script>"})
    '{"name":"<\\\\/script>"}'
    """
    return json.dumps(linked, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def _makers(imprint: Imprint) -> list[Linked]:
    return [{"@type": "Organization", "name": name} for name in imprint.authors]


def _file(url: str, kind: str) -> Linked:
    return {"@type": "DataDownload", "contentUrl": url, "encodingFormat": kind}


def _known(fields: Linked) -> Linked:
    """Return the fields that hold something: what is not declared is not said."""
    return {name: value for name, value in fields.items() if value}
