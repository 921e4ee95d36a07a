"""The page of what does not add up: one HTML file without anything around it."""

from __future__ import annotations

from collections import Counter
from html import escape

from handbook.draft.draft import Draft
from handbook.draft.model import Number
from handbook.draft.proposals import KINDS, Proposal
from handbook.draft.wording import ASIDES, CANNOT_SEE, TEXTS, slip_words

__all__ = ["counts", "page"]

_STYLE = """
body{font:16px/1.6 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
h1{font-size:1.6rem;line-height:1.3}h2{font-size:1.2rem;margin-top:2.2rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{font-weight:600;text-align:right}dd{margin:0}
article{border-left:4px solid #b3261e;padding:.2rem 1rem;margin:1rem 0;background:#fdf4f3}
article p{margin:.3rem 0}code{font:inherit;font-variant-numeric:tabular-nums}mark{background:#ffe08a;color:inherit}
table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{border-bottom:1px solid #d5d5d5;padding:.3rem .5rem;text-align:left;vertical-align:top}
.small{color:#555;font-size:.9rem}
@media(prefers-color-scheme:dark){body{background:#141414;color:#e8e8e8}article{background:#2a1816}mark{background:#665200}.small{color:#aaa}th,td{border-color:#444}}
"""


def counts(drafted: Draft) -> dict[str, int]:
    """Return the denominators of a draft: numbers read, numbers in a relation, relations, those that do not hold."""
    related = {id(number) for proposal in drafted.proposals for number in proposal.members}
    return {
        "read": len(drafted.reading.numbers),
        "dates": sum(number.kind == "date" for number in drafted.reading.numbers),
        "related": len(related),
        "relations": len(drafted.proposals),
        "checkable": sum(proposal.computed is not None for proposal in drafted.proposals),
        "misfits": len(drafted.misfits),
        "aside": len(drafted.reading.asides),
        "unknown": sum(bool(number.seen) for number in drafted.reading.numbers),
    }


def page(drafted: Draft, language: str = "") -> str:
    """Return the page.

    Args:
        drafted: see `handbook.draft.draft`.
        language: of the page, ``en`` or ``zh``; that of the text by default.
    """
    zh = (language or drafted.reading.document.language) == "zh"

    def say(key: str, **values: object) -> str:
        return escape(TEXTS[key][zh].format(**values))

    title = say("title", name=drafted.reading.document.name)
    numbers = counts(drafted)
    parts = [f"<h1>{title}</h1><p>{say('lead')}</p>", "<dl>"]
    parts += [f"<dt>{count}</dt><dd>{say(name)}</dd>" for name, count in numbers.items()]
    parts += ["</dl>", f"<h2>{say('bad')}</h2>"]
    parts += [_misfit(drafted, proposal, zh) for proposal in drafted.misfits] or [f"<p>{say('nothing')}</p>"]
    if drafted.reading.document.torn:
        parts += [
            f"<h2>{say('torn')}</h2><ul>",
            *(f"<li>{escape(one)}</li>" for one in drafted.reading.document.torn),
            "</ul>",
        ]
    parts += _unknown(drafted, zh)
    parts += [f"<h2>{say('good')}</h2>", _table([p for p in drafted.proposals if p.fits], zh)]
    parts += [f"<h2>{say('reasons')}</h2><table>"]
    for reason, count in Counter(aside.reason for aside in drafted.reading.asides).most_common():
        examples = dict.fromkeys(aside.token for aside in drafted.reading.asides if aside.reason == reason)
        some = ("、" if zh else ", ").join(list(examples)[:6])
        parts.append(
            f"<tr><td>{count}</td><td>{escape(ASIDES.get(reason, reason) if zh else reason)}</td><td>{escape(some)}</td></tr>"
        )
    parts += [f"</table><h2>{say('cannot')}</h2><ul>", *(f"<li>{escape(one[zh])}</li>" for one in CANNOT_SEE), "</ul>"]
    head = f'<!doctype html><html lang="{"zh-CN" if zh else "en"}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return (
        f"{head}<title>{title}</title><style>{_STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def _kind(proposal: Proposal, zh: bool) -> str:
    kind = KINDS[proposal.kind]
    return escape(kind.name_zh if zh else kind.name)


def _chance(proposal: Proposal, zh: bool) -> str:
    if proposal.chance <= 0:
        return "—"
    return escape(TEXTS["one_in"][zh].format(n=max(1, min(10**6, round(1 / proposal.chance)))))


def _misfit(drafted: Draft, proposal: Proposal, zh: bool) -> str:
    """Return what does not hold: the arithmetic, where it stands, what may have happened."""
    colon = "：" if zh else ": "
    printed = proposal.claim.token if proposal.claim is not None else "100 %"
    lines = sorted({number.line for number in proposal.members})
    where = f"{TEXTS['line'][zh]} {', '.join(map(str, lines))}"
    sentences = dict.fromkeys(drafted.reading.sentences.get(number.sentence, "").strip() for number in proposal.members)
    quotes = "".join(f"<p class=small>{_marked(text, proposal.members)}</p>" for text in list(sentences)[:4] if text)
    slips = [slip_words(slip.kind, number.printed, slip.meant, zh) for number, slip in proposal.slips[:4]]
    if proposal.kind == "whole_numbers":
        slips = [TEXTS["cannot_fit"][zh]]
    may = f"<p>{TEXTS['may'][zh]}{colon}{escape(('；' if zh else '; ').join(slips))}</p>" if slips else ""
    return (
        f"<article><p><strong>{_kind(proposal, zh)}</strong> · {escape(where)}</p>"
        f"<p><code>{escape(proposal.formula)}</code>; {TEXTS['printed'][zh]}{colon}<code>{escape(printed)}</code></p>{may}{quotes}"
        f"<p class=small>{TEXTS['words'][zh]}{colon}{escape(proposal.words)} · {TEXTS['score'][zh]} {proposal.score:.2f} · "
        f"{TEXTS['chance'][zh]}{colon}{_chance(proposal, zh)}</p></article>"
    )


def _marked(text: str, members: tuple[Number, ...]) -> str:
    """Return a sentence with the numbers of a relation marked, cut where it is long."""
    shown = escape(text if len(text) < 400 else f"{text[:400]}…")
    for token in sorted({escape(number.token) for number in members}, key=len, reverse=True):
        shown = shown.replace(token, f"<mark>{token}</mark>", 1) if f"<mark>{token}" not in shown else shown
    return shown


def _unknown(drafted: Draft, zh: bool) -> list[str]:
    """Return the numbers whose unit is not known, with the words that stand in its place."""
    numbers = [number for number in drafted.reading.numbers if number.seen]
    if not numbers:
        return []
    items = [
        f"<li>{TEXTS['line'][zh]} {n.line}: {escape(n.token)} <mark>{escape(n.seen)}</mark></li>" for n in numbers[:60]
    ]
    return [f"<h2>{TEXTS['units'][zh]}</h2><ul>", *items, "</ul>"]


def _table(proposals: list[Proposal], zh: bool) -> str:
    heads = "".join(f"<th>{escape(TEXTS[name][zh])}</th>" for name in ("line", "kind", "arithmetic", "words", "chance"))
    body = "".join(
        f"<tr><td>{p.members[0].line}</td><td>{_kind(p, zh)}</td><td><code>{escape(p.formula)}</code></td>"
        f"<td>{escape(p.words)}</td><td>{_chance(p, zh)}</td></tr>"
        for p in proposals
    )
    return f"<table><tr>{heads}</tr>{body}</table>"
