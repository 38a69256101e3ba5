"""The pages of places: what holds them, what they hold, the memorials in them, and where exactly they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from memorial_kg.site.maps.positions import holders, map_of, position_of
from memorial_kg.site.ordering import by_label
from memorial_kg.site.page import Page
from memorial_kg.site.pages.lists import card
from memorial_kg.site.pages.named import menu_of, named_pages, names_of
from memorial_kg.site.paging import Part, parts
from memorial_kg.site.site import Label, Site
from memorial_kg.site.survey import survey_of
from memorial_kg.site.things.appearances import Appearance
from memorial_kg.site.things.view import Description
from memorial_kg.terms import unwrap

__all__ = ["pages"]

_MOST_INSIDE = 300  # smaller places on one page; what more there are stays in the list of places


def pages(site: Site) -> Iterator[Page]:
    """A page for each place, and more where it holds more memorials than fit on one."""
    aside = {site.path("schema:containedInPlace"), site.path("mkg:country")}

    def keep(each: Appearance) -> bool:
        return each.role not in aside or not each.standing  # what lies in a place has a list of its own

    for name in site.catalogue.things("place"):
        yield from named_pages(site, name, _extra, keep)
        for part in _located(site, name):
            if part.number > 1:
                yield _more(site, name, part)


def _extra(site: Site, described: Description) -> Mapping[str, object]:
    first = next(_located(site, described.name))
    position = position_of(site, described, [])
    inside = [*islice(by_label(site, _inside(site, described.name)), _MOST_INSIDE)]
    survey = survey_of(site.catalogue, site.ontology)
    return {
        "names": names_of(described),
        "rows": described.without("name", "alternateName"),
        "holders": [*reversed(holders(site, described.name))],
        "inside": [(name, site.label(name), survey.count_located(name, "memorial")) for name in inside],
        "located": [card(site, name) for name in first.items],
        "located_total": first.total,
        "located_menu": menu_of(first, described.name),
        "position": position,
        "map": map_of(site, position),
    }


def _located(site: Site, name: str) -> Iterator[Part[str]]:
    survey = survey_of(site.catalogue, site.ontology)
    total = survey.count_located(name, "memorial") + survey.count_located(name, "proposal")
    names = by_label(site, survey.located(name))
    return parts(names, total, site.settings.page_size, f"{name}/memorials.html")


def _inside(site: Site, name: str) -> Iterator[str]:
    """The places of which this one is the next that holds them, in the reconciled graph."""
    within = site.path("schema:containedInPlace")
    found = (q for q in site.catalogue.mentions(name, predicate=within, kind="place") if not q.graph)
    yield from dict.fromkeys(site.catalogue.name(unwrap(quad.subject)) for quad in found)


def _more(site: Site, name: str, part: Part[str]) -> Page:
    label: Label = site.label(name)
    data = {
        "label": label,
        "place": name,
        "part": part,
        "cards": [card(site, each) for each in part.items],
        "menu": menu_of(part, name),
    }
    return Page(part.path, "located.html", site.words("place.memorials-in", place=label.text), data, listed=False)
