"""Browsing: the page with facets, and a ready-made list for each value of each, for readers without scripts."""

from __future__ import annotations

from collections.abc import Iterator

from memorial_kg.catalogue.browsing import Count
from memorial_kg.catalogue.facets import FACETS
from memorial_kg.site.finding.browsing import browse_data
from memorial_kg.site.finding.choices import Choice
from memorial_kg.site.finding.naming import facet_title, line_of, list_path, value_label
from memorial_kg.site.page import Page
from memorial_kg.site.paging import parts
from memorial_kg.site.site import Label, Site

__all__ = ["browse_page", "pages"]

_WORDS = ("browse", "date", "month", "map")


def pages(site: Site) -> Iterator[Page]:
    """The page with facets as it lies on a static host, and the lists."""
    yield browse_page(site, Choice(), live=False)
    for facet in FACETS:
        for value, numbers in site.catalogue.browse.rows_of(facet):
            yield from _lists(site, facet, value, [*numbers])


def browse_page(site: Site, choice: Choice, *, live: bool = True) -> Page:
    """The page with facets for a choice; where it is not live, its links lead to the ready-made lists."""
    data = browse_data(site, choice, _query if live else _list)
    terms = {
        facet: {each.value: value_label(site, facet, each).text for each in site.catalogue.browse.facet(facet, {})}
        for facet in FACETS
        if facet not in _OF_THINGS
    }
    return Page(
        "browse.html",
        "browse.html",
        site.words("browse.title"),
        {**data, "live": live, "terms": terms, "facets": [*FACETS]},
        description=site.words("browse.lead"),
        scripts=("browse.js",),
        words=_WORDS,
    )


_OF_THINGS = ("country", "place", "creator", "source")  # their labels come with the data, for there may be many


def _query(facet: str, value: str, choice: Choice) -> str:
    return choice.toggled(facet, value).query


def _list(facet: str, value: str, _: Choice) -> str:
    return list_path(facet, value)


def _lists(site: Site, facet: str, value: str, numbers: list[int]) -> Iterator[Page]:
    """The list of one value, in pages, in the order of their names."""
    known = site.catalogue.browse.value(facet, value) or Count(value, 0, "", "")
    label = value_label(site, facet, known)
    title = site.words("common.colon", a=facet_title(site, facet), b=label.text)
    inside = [
        (value_label(site, "place", each), list_path("place", each.value), each.count)
        for each in (site.catalogue.browse.facet("place", {}, above=value) if facet in ("country", "place") else ())
    ]
    order = {number: place for place, number in enumerate(site.catalogue.browse.select({facet: [value]}))}
    entries = site.catalogue.browse.entries(sorted(numbers, key=order.__getitem__))
    for part in parts(entries, len(numbers), site.settings.page_size, list_path(facet, value)):
        items: list[tuple[str, Label, str]] = [
            (each.name, site.label(each.name), line_of(site, each)) for each in part.items
        ]
        query = Choice({facet: (value,)}).query
        data = {"part": part, "items": items, "inside": inside, "label": label, "query": query, "facet": facet}
        yield Page(part.path, "browse-list.html", title, data, listed=part.number == 1)
