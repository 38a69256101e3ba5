"""What the pages of people, organizations, places and events share: what is said of each, and where each appears."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from memorial_kg.site.page import Page
from memorial_kg.site.paging import Part, parts
from memorial_kg.site.programs.representations import formats_of
from memorial_kg.site.site import Label, Site
from memorial_kg.site.things.appearances import Appearance, appearances
from memorial_kg.site.things.citing import citation_of
from memorial_kg.site.things.description import describe
from memorial_kg.site.things.labels import place_of, property_label
from memorial_kg.site.things.values import value_of
from memorial_kg.site.things.view import Description, Value

__all__ = ["Decided", "Role", "decisions_about", "menu_of", "named_pages", "role_label"]

_MOST_DECISIONS = 50  # on one page; the list of decisions has all


@dataclass(frozen=True, slots=True)
class Role:
    """A role in which a thing appears, and where: what names it, the place that holds that, the sources that say so."""

    label: str
    where: list[tuple[Value, Label | None, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Decided:
    """An identity decision: its outcome, and the reason."""

    name: str
    outcome: str
    reason: Value


Extra = Callable[[Site, Description], Mapping[str, object]]
Keep = Callable[[Appearance], bool]


def named_pages(site: Site, name: str, extra: Extra, keep: Keep = lambda _: True) -> Iterator[Page]:
    """The page of a thing, and further pages where it appears more often than fits on one.

    `extra` adds what the page of its kind shows besides; `keep` chooses the appearances that are listed by role.
    """
    described = describe(site, name)
    total = sum(1 for each in appearances(site, name) if keep(each))
    several = (each for each in appearances(site, name) if keep(each))
    for part in parts(several, total, site.settings.page_size, f"{name}/appears.html"):
        data: dict[str, object] = {"d": described, "roles": roles_of(site, part.items), "menu": menu_of(part, name)}
        if part.number > 1:
            yield Page(part.path, "appears.html", described.label.text, data, listed=False)
            continue
        data |= {
            "decisions": decisions_about(site, name),
            "citation": citation_of(site, name, described.label),
            "files": [f"{name}{each.suffix}" for each in formats_of(name, site)],
            "map": None,
            **extra(site, described),
        }
        scripts, words = (("map.js",), ("map",)) if data["map"] else ((), ())
        title = described.label.text
        yield Page(f"{name}.html", "named.html", title, data, thing=name, scripts=scripts, words=words)


def menu_of(part: Part[Any], name: str) -> list[tuple[str, str]]:
    """The pages to go to, where the first of them is the page of the thing itself."""
    return [(number, f"{name}.html" if path == part.first_path else path) for number, path in part.menu]


def roles_of(site: Site, several: Iterable[Appearance]) -> list[Role]:
    """Appearances by role, in their order."""
    return [
        Role(
            role_label(site, role),
            [(value_of(site, f"<{each.node}>"), place_of(site, each.node), each.sources) for each in those],
        )
        for role, those in groupby(several, key=lambda each: each.role)
    ]


def role_label(site: Site, role: str) -> str:
    """A property as the heading of what points at a thing by it: “Sculptor of”."""
    name = f"appears.{role.rpartition('#')[2].rpartition('/')[2]}"
    return site.words(name) if name in site.words else property_label(site, role)


def decisions_about(site: Site, name: str) -> list[Decided]:
    """The identity decisions about a thing, with their reasons."""
    decides = site.path("mkg:decides")
    names = (
        site.catalogue.name(quad.subject[1:-1])
        for quad in site.catalogue.mentions(name, predicate=decides, kind="decision", limit=_MOST_DECISIONS)
    )
    return [_decided(site, each) for each in dict.fromkeys(names)]


def _decided(site: Site, name: str) -> Decided:
    said = site.said(name)
    reasons = [value_of(site, term) for term in said.values("mkg:reason", node=said.iri)]
    return Decided(name, site.term_label(said.first("mkg:decision")), reasons[0] if reasons else Value("text", "", ""))


def names_of(described: Description) -> list[tuple[Label, list[str]]]:
    """Every name of a thing as it is spelt, with the sources that spell it so (none: the editors)."""
    values = [*described.values("name"), *described.values("alternateName")]
    return [(Label(value.text, value.language), [ref.source for ref in value.refs]) for value in values]
