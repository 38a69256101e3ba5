"""Shows the answer to a query on the page of its form, for people whose browser runs no scripts.

The worker writes rows as TSV and graphs as N-Triples: a line is a row in both, so only what is shown has to be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request

from memorial_kg.catalogue import open_catalogue
from memorial_kg.server.viewing import Served, view_of
from memorial_kg.server.workers import Formats, Result
from memorial_kg.site.pages.sparql import ENDPOINT, Answered, Cell, sparql_page
from memorial_kg.site.rendering import render
from memorial_kg.terms import compact, parse_line, parse_term

__all__ = ["ASKED_FOR", "answered", "html"]

ASKED_FOR = Formats(rows="tsv", graph="ntriples")  # in which the worker is asked
_MOST_ROWS, _MOST_CELLS = 500, 20_000
_LONGEST = 2_000  # characters of a cell
_ROWS = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML"}
_GRAPHS = {"turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD", "rdfxml": "RDF/XML"}
_TRIPLE = ("subject", "predicate", "object")
_SHOWN = ("format", "output")


def html(served: Served, url: str, language: str, query: str, shown: Answered) -> bytes:
    """The page of the form, with the query in it and the answer below it."""
    with open_catalogue(served.graph) as catalogue:
        site = view_of(served, catalogue, url, language)
        return render(sparql_page(site, query, shown), site).encode("utf-8", "replace")


def answered(request: Request, result: Result, prefixes: Mapping[str, str]) -> Answered:
    """What is shown of an answer: its first rows, and where the same is in other formats."""
    if result.form == "ask":
        return Answered(boolean=result.body.strip() == b"true", downloads=_downloads(request, _ROWS))
    if result.form == "construct":
        columns: tuple[str, ...] = _TRIPLE
        lines, count = _first(result.body, _MOST_ROWS)
        cells = [[_cell(term, prefixes) for term in parse_line(line)[:3]] for line in lines]
        return Answered(columns, cells, count, downloads=_downloads(request, _GRAPHS))
    head, _, body = result.body.partition(b"\n")
    columns = tuple(name.removeprefix("?") for name in head.decode().split("\t")) if head else ()
    lines, count = _first(body, min(_MOST_ROWS, max(_MOST_CELLS // max(len(columns), 1), 1)))
    cells = [[_cell(term, prefixes) for term in line.split("\t")] for line in lines]
    return Answered(columns, cells, count, downloads=_downloads(request, _ROWS))


def _first(body: bytes, most: int) -> tuple[list[str], int]:
    """The first lines, and how many there are."""
    return [line.decode() for line in body.split(b"\n", most)[:-1]], body.count(b"\n")


def _cell(term: str, prefixes: Mapping[str, str]) -> Cell:
    if not term.startswith(("<", '"')):
        return Cell(_short(term))  # a blank node, or nothing
    parsed = parse_term(term)
    if isinstance(parsed, str):
        return Cell(_short(compact(parsed, prefixes)), iri=parsed)
    return Cell(_short(parsed.text), language=parsed.language or "")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _downloads(request: Request, formats: Mapping[str, str]) -> list[tuple[str, str]]:
    """The address of the same query in each format; what was posted has none."""
    if request.method == "POST":
        return []
    given = [each for each in request.query_params.multi_items() if each[0] not in _SHOWN]
    return [(words, f"{ENDPOINT}?{urlencode([*given, ('format', name)])}") for name, words in formats.items()]
