"""The page for SPARQL: answered in the browser on a static host, and by the endpoint on a live one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile

from memorial_kg.ontology import Key, Ontology
from memorial_kg.queries import Query, list_queries
from memorial_kg.site.page import Page
from memorial_kg.site.site import Site
from memorial_kg.terms import compact

__all__ = ["pages"]

_FIRST = "memorials"  # the query that stands in the editor until there is another
_GENERAL = ("rdf:type", "rdfs:label")


def pages(site: Site) -> Iterator[Page]:
    """The one page."""
    queries = [query for query in list_queries() if not query.federated]
    yield Page(
        "sparql.html",
        "sparql.html",
        site.words("sparql.title"),
        {
            "queries": queries,
            "first": _without_header(next((query for query in queries if query.name == _FIRST), queries[0]).text),
            "known": {
                "base": site.catalogue.base,
                "prefixes": dict(site.ontology.prefixes),
                "terms": [*_terms(site.ontology)],
                "queries": [_entry(query) for query in queries],
            },
        },
        description=site.words("sparql.lead"),
        scripts=("sparql.js",),
        words=("sparql", "map"),
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
