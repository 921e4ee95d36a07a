"""A figure as a page of its own, for a frame in the page of somebody else; only where the site has an address."""

from __future__ import annotations

from functools import partial
from typing import Any

from markupsafe import Markup
from sphinx.application import Sphinx

from handbook.language.interface import say, tag
from handbook.site import context, door, output, render
from handbook.site.nodes import HandbookOutput

__all__ = ["page"]


def page(app: Sphinx, element: HandbookOutput, docname: str) -> str:
    """Return the page of a figure.

    Args:
        app: whose site it is.
        element: the figure.
        docname: of the page that it stands on.
    """
    payload, spec = element["payload"], element["spec"]
    language, base = app.config.handbook_language, context.base_of(app)
    values: dict[str, Any] = {
        "p": payload,
        "say": partial(say, language),
        "tag": tag(language),
        "policy": door.POLICY,
        "frame": output.frame_of(app, element, docname),
        "book": app.config.html_title,
        "licence": context.imprint_of(app).data_licence,
        "address": f"{base}{language}/{docname}.html#{payload['id']}",
        "card": f"{base}{language}/_figures/{payload['id']}.card.png",
        "table": output.in_short(payload["table"]),
    }
    if spec is not None:
        wide, narrow = render.both(spec, payload["id"], payload["alt"], output.cache(app))
        values.update(wide=Markup(wide), narrow=Markup(narrow))
    return output.environment().get_template("embed.html").render(values)
