"""The bundled queries: each with its sentence, its parameters, its text, what it answers, and how to ask it oneself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlencode

from memorial_kg.queries import Query, list_queries
from memorial_kg.site.answering import ROWS_SHOWN, Answered, answered, result_path
from memorial_kg.site.page import Page
from memorial_kg.site.site import Site
from memorial_kg.site.things.labels import property_label
from memorial_kg.site.things.values import EDTF, cut, value_of
from memorial_kg.site.things.view import Value
from memorial_kg.terms import Literal, compact, parse_term

__all__ = ["pages"]

_HERE = "http://localhost:8000/"  # where `memorial-kg serve` answers, unless it is told otherwise
_LONG = 300


def pages(site: Site) -> Iterator[Page]:
    """The list of the queries, and a page for each."""
    queries = list_queries()
    title, lead = site.words("queries.title"), site.words("queries.lead")
    yield Page("queries/index.html", "queries.html", title, {"queries": queries}, description=lead)
    for query in queries:
        yield _page(site, query)


def _page(site: Site, query: Query) -> Page:
    result = answered(site, query)
    return Page(
        f"queries/{query.name}.html",
        "query.html",
        query.title,
        {
            "query": query,
            "result": result,
            "rows": _rows(site, result) if result else [],
            "shown": ROWS_SHOWN,
            "whole": result_path(query.name, result.answer) if result else "",
            "editor": f"query={quote(query.text, safe='')}",
            "asked": _asked(site, query),
        },
        description=query.description,
    )


def _rows(site: Site, result: Answered) -> list[list[Value | None]]:
    return [[_cell(site, term) for term in row] for row in result.answer.rows]


def _cell(site: Site, term: str | None) -> Value | None:
    if term is None:
        return None
    parsed = parse_term(term)
    if isinstance(parsed, Literal) and parsed.datatype != EDTF:  # an answer is shown as the graph gives it
        return Value("text", cut(parsed.text, _LONG), term, parsed.language)
    seen = value_of(site, term, longest=_LONG)
    if seen.kind == "outside" and (label := property_label(site, seen.target)) != compact(
        seen.target, site.ontology.prefixes
    ):
        return replace(seen, kind="word", text=label, target="")
    return seen


def _asked(site: Site, query: Query) -> str:
    """The address at which the live service answers the query with its defaults."""
    given = urlencode({each.name: each.default for each in query.parameters})
    return f"{site.settings.url or _HERE}api/{query.name}" + (f"?{given}" if given else "")
