"""Which pages there are: each section is a function from the site to its pages, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from memorial_kg.site.page import Page
from memorial_kg.site.pages import (
    browse,
    dataset,
    decisions,
    differences,
    events,
    home,
    lists,
    memorials,
    missing,
    not_found,
    ontology,
    people,
    places,
    queries,
    records,
    search,
    sources,
    sparql,
    timeline,
)
from memorial_kg.site.site import Site

__all__ = ["SECTIONS"]

SECTIONS: dict[str, Callable[[Site], Iterator[Page]]] = {
    "home": home.pages,
    "memorials": memorials.pages,
    "records": records.pages,
    "people": people.pages,
    "places": places.pages,
    "events": events.pages,
    "sources": sources.pages,
    "decisions": decisions.pages,
    "lists": lists.pages,
    "browse": browse.pages,
    "search": search.pages,
    "differences": differences.pages,
    "timeline": timeline.pages,
    "missing": missing.pages,
    "queries": queries.pages,
    "sparql": sparql.pages,
    "ontology": ontology.pages,
    "about": dataset.pages,
    "not-found": not_found.pages,
}
