"""The page with facets for a choice: what else can be chosen, what has been, and the memorials that fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from memorial_kg.catalogue.browsing import ORDERS, Count
from memorial_kg.catalogue.facets import FACETS, NOT_STATED
from memorial_kg.site.finding.choices import Choice, cut
from memorial_kg.site.finding.naming import facet_title, line_of, value_label
from memorial_kg.site.site import Label, Site

__all__ = ["PAGE_SIZE", "Group", "Item", "browse_data"]

PAGE_SIZE = 50
_SHOWN = 40  # values of a facet; what more there is can be chosen with scripts, or found by search

# Where a choice of one value leads: to the ready-made list of it, or to the page with what is chosen already.
Leads = Callable[[str, str, Choice], str]


@dataclass(frozen=True, slots=True)
class Item:
    """A value of a facet: what it is called, how many have it, where it leads, and what is inside it."""

    value: str
    label: Label
    count: int
    href: str
    chosen: bool
    inside: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with its values; `more` are left out."""

    facet: str
    title: str
    items: list[Item]
    more: int


def browse_data(site: Site, choice: Choice, leads: Leads) -> dict[str, object]:
    """What the template shows."""
    browser = site.catalogue.browse
    numbers = browser.select(choice.facets, choice.order)
    some, page, last = cut(numbers, choice.page, PAGE_SIZE)
    near = sorted({1, 2, page - 1, page, page + 1, last - 1, last} & {*range(1, last + 1)})
    return {
        "choice": choice,
        "groups": [*_groups(site, choice, leads)],
        "chips": [*_chips(site, choice)],
        "total": len(numbers),
        "every": browser.count({}),
        "items": [(each.name, site.label(each.name), line_of(site, each)) for each in browser.entries(some)],
        "orders": [(order, choice.by(order).query, order == choice.order) for order in ORDERS],
        "menu": [(str(each), "" if each == page else choice.at(each).query) for each in near],
    }


def _groups(site: Site, choice: Choice, leads: Leads) -> Iterator[Group]:
    for facet in FACETS:
        if facet == "place":  # it unfolds below the countries
            continue
        counts = site.catalogue.browse.facet(facet, choice.facets)
        counts.sort(key=lambda each: (each.value == NOT_STATED, each.value if facet == "decade" else ""))
        items = [_item(site, facet, each, choice, leads) for each in counts[:_SHOWN]]
        yield Group(facet, facet_title(site, facet), items, max(0, len(counts) - _SHOWN))


def _item(site: Site, facet: str, count: Count, choice: Choice, leads: Leads) -> Item:
    inside = _inside(site, count.value, choice, leads) if facet == "country" and count.chosen else []
    href = leads(facet, count.value, choice)
    return Item(count.value, value_label(site, facet, count), count.count, href, count.chosen, inside)


def _inside(site: Site, above: str, choice: Choice, leads: Leads, depth: int = 0) -> list[Item]:
    """The places inside a country or a place that is chosen, or that has one inside it which is."""
    opened = {each for value in choice.facets.get("place", ()) for each in _line(site, value)}
    found = []
    for count in site.catalogue.browse.facet("place", choice.facets, above=above, limit=_SHOWN):
        deeper = count.value in opened and depth < _SHOWN
        inside = _inside(site, count.value, choice, leads, depth + 1) if deeper else []
        instead = choice if count.chosen else _without(choice, _line(site, count.value))
        href = leads("place", count.value, instead)
        found.append(Item(count.value, value_label(site, "place", count), count.count, href, count.chosen, inside))
    return found


def _without(choice: Choice, places: list[str]) -> Choice:
    """The choice without some places: one inside them is chosen instead."""
    for place in places:
        choice = choice.toggled("place", place) if choice.has("place", place) else choice
    return choice


def _line(site: Site, place: str) -> list[str]:
    """A place and those that it lies in, up to the country."""
    found: list[str] = []
    while place not in found and (value := site.catalogue.browse.value("place", place)):
        found.append(place)
        place = value.above
    return found


def _chips(site: Site, choice: Choice) -> Iterator[tuple[str, Label, str]]:
    for facet, values in choice.facets.items():
        for value in values:
            known = site.catalogue.browse.value(facet, value) or Count(value, 0, "", "")
            yield facet_title(site, facet), value_label(site, facet, known), choice.toggled(facet, value).query
