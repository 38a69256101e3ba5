"""The page for SPARQL: answered in the browser on a static host, and by the endpoint on a live one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import dropwhile
from typing import NamedTuple

from memorial_kg.ontology import Key, Ontology
from memorial_kg.queries import Query, list_queries
from memorial_kg.site.page import Page
from memorial_kg.site.site import Site
from memorial_kg.terms import compact

__all__ = ["ENDPOINT", "Answered", "Cell", "pages", "sparql_page"]

ENDPOINT = "sparql"  # where the live server answers, from the root of the site
_FIRST = "memorials"  # the query that stands in the editor until there is another
_GENERAL = ("rdf:type", "rdfs:label")


class Cell(NamedTuple):
    """A term of an answer: an IRI, or a text that may be in a language."""

    text: str
    iri: str = ""
    language: str = ""


class Answered(NamedTuple):
    """What the live server makes of a query for who has no scripts: rows, yes or no, or why there is no answer."""

    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    total: int = 0  # of all rows; `rows` may be the first of them
    boolean: bool | None = None
    error: str = ""
    downloads: Sequence[tuple[str, str]] = ()  # the same in other formats: what each is called, and its address


def pages(site: Site) -> Iterator[Page]:
    """The one page."""
    yield sparql_page(site)


def sparql_page(site: Site, query: str = "", answered: Answered | None = None) -> Page:
    """The page with its form, in which a query may stand, and below it the answer of a live server."""
    queries = [each for each in list_queries() if not each.federated]
    return Page(
        "sparql.html",
        "sparql.html",
        site.words("sparql.title"),
        {
            "queries": queries,
            "first": query or _without_header(next((q for q in queries if q.name == _FIRST), queries[0]).text),
            "answered": answered,
            "known": {
                "base": site.catalogue.base,
                "prefixes": dict(site.ontology.prefixes),
                "terms": [*_terms(site.ontology)],
                "queries": [_entry(each) for each in queries],
            },
        },
        description=site.words("sparql.lead"),
        scripts=() if answered else ("sparql.js",),  # it would do again what is done
        words=() if answered else ("sparql", "map"),
        at=ENDPOINT if answered else "",
    )


def _entry(query: Query) -> dict[str, str]:
    return {"name": query.name, "title": query.title, "text": _without_header(query.text)}


def _without_header(text: str) -> str:
    """A query as one would type it: its header is for programs."""
    lines = text.splitlines(keepends=True)
    return "".join(dropwhile(lambda line: line.startswith("#+"), lines)).lstrip("\n")


def _terms(ontology: Ontology) -> Iterator[dict[str, str]]:
    """Every term that the data may use, as a CURIE with what it means: what an editor can complete."""
    found = dict.fromkeys(_GENERAL, "")
    for shape in ontology.shapes.values():
        found.setdefault(compact(shape.cls, ontology.prefixes), shape.label)
        for key in shape.keys.values():
            for term, label in _of(key):
                found.setdefault(compact(term, ontology.prefixes), label)
    for term, label in ontology.labels.items():
        found.setdefault(compact(term, ontology.prefixes), label)
    for term in sorted(found):
        if "/" not in term:
            yield {"label": term, "detail": found[term]}


def _of(key: Key) -> Iterator[tuple[str, str]]:
    yield key.path, key.label
    if key.truthy:
        yield key.truthy, key.label
