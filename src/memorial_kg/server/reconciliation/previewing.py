"""Shows a thing in a small page, for OpenRefine to show beside a cell."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from memorial_kg.server.reconciliation.entities import Entities
from memorial_kg.server.reconciliation.properties import said

__all__ = ["HEIGHT", "POLICY", "WIDTH", "preview"]

WIDTH, HEIGHT = 400, 240
# Other sites may frame this page, and no other: it has nothing to press but a link.
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
_SHOWN = ("place", "country", "inauguration.date", "creators", "jobTitle", "memberOf", "partOf", "founders")
_MOST_NAMES, _MOST_VALUES = 6, 4


def preview(entities: Entities, name: str) -> bytes:
    """The page of a thing. Everything from the data is escaped."""
    label = entities.label(name)
    others = [each for each in dict.fromkeys(entities.names(name)) if each != label][:_MOST_NAMES]
    rows = [("Also", "; ".join(others))] if others else []
    rows += [row for id_ in _SHOWN if (row := _row(entities, name, id_))]
    listed = "".join(f"<dt>{escape(words)}</dt><dd>{escape(values)}</dd>" for words, values in rows)
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(label)}</title>'
        '<link rel="stylesheet" href="../assets/site.css"></head><body><main>'
        f'<h1><a href="../{escape(quote(name))}" target="_blank" rel="noopener">{escape(label)}</a></h1>'
        f"<p>{escape(entities.type(name)['name'])} · {escape(name)}</p><dl>{listed}</dl></main></body></html>\n"
    )
    return page.encode("utf-8", "replace")


def _row(entities: Entities, name: str, id_: str) -> tuple[str, str] | None:
    known = entities.property(name, id_)
    values = said(entities.thing(name), known) if known else []
    if known is None or not values:
        return None
    shown = dict.fromkeys(entities.shown(known, each.text) for each in values)
    return known.name, " or ".join([*shown][:_MOST_VALUES]) if known.key.single else "; ".join([*shown][:_MOST_VALUES])
