"""The first page: what this is, how much there is, and the ways in."""

from __future__ import annotations

from collections.abc import Iterator

from memorial_kg.queries import list_queries
from memorial_kg.site.maps.positions import map_of_all
from memorial_kg.site.page import Page
from memorial_kg.site.pages.lists import card
from memorial_kg.site.site import Label, Site, best
from memorial_kg.site.things.dataset import about

__all__ = ["pages"]

_LISTED = 60  # memorials that the first page names, one by one; more have a list of their own
_QUESTIONS = 10
_SOURCES = 12
_ON_THE_MAP = 20_000

Card = tuple[str, Label, str]


def pages(site: Site) -> Iterator[Page]:
    """The first page."""
    known = about(site.catalogue)
    description = best(known.descriptions, site.language)
    title = best(known.titles, site.language).text or site.summary.title
    browse = site.catalogue.browse
    drawn = map_of_all(site, browse.entries(browse.select({})[:_ON_THE_MAP]), "index.html")
    data: dict[str, object] = {
        "description": description,
        "counts": _counts(site),
        "map": drawn,
        "countries": _by_country(site),
        "questions": _questions(),
        "sources": [card(site, name) for name in site.catalogue.things("source", limit=_SOURCES)],
    }
    live = drawn is not None and drawn.points is not None
    scripts, words = (("map.js",), ("map",)) if live else ((), ())
    yield Page("index.html", "home.html", title, data, "", description.text, scripts, words)


def _counts(site: Site) -> list[tuple[str, int, str]]:
    """What there is: a name for it, how many, and the page that lists them."""
    kinds, compared = site.catalogue.kinds, site.summary.comparisons
    return [
        ("memorials", kinds.get("memorial", 0), "memorial/index.html"),
        ("proposals", kinds.get("proposal", 0), "proposal/index.html"),
        ("people", kinds.get("person", 0), "person/index.html"),
        ("organizations", kinds.get("organization", 0), "organization/index.html"),
        ("places", kinds.get("place", 0), "place/index.html"),
        ("sources", kinds.get("source", 0), "source/index.html"),
        ("same", compared.get("same", 0), "differences.html"),
        ("disjoint", compared.get("disjoint", 0), "differences.html"),
        ("differ", sum(compared.get(each, 0) for each in ("refines", "overlaps", "complements")), "differences.html"),
    ]


def _questions() -> list[tuple[str, str]]:
    """Some of the bundled queries that need no more than to be asked: their names and titles."""
    plain = [each for each in list_queries() if not each.federated and not each.parameters and each.draw != "graph"]
    return [(each.name, each.title) for each in plain if "construct" not in each.name][:_QUESTIONS]


def _by_country(site: Site) -> list[tuple[Label, list[Card]]]:
    """The memorials by country, while they are few."""
    if site.catalogue.kinds.get("memorial", 0) > _LISTED:
        return []
    found: dict[str, list[str]] = {}
    browse = site.catalogue.browse
    for entry in browse.entries(browse.select({})):
        if entry.name.startswith("memorial/"):
            found.setdefault(entry.country, []).append(entry.name)
    groups = [(_country(site, country), [card(site, name) for name in names]) for country, names in found.items()]
    return sorted(groups, key=lambda each: (each[0].text.casefold(), each[0].text))


def _country(site: Site, iri: str) -> Label:
    name = site.catalogue.name(iri) if iri else ""
    return site.label(name) if name else Label(site.words("home.elsewhere"), site.language)
