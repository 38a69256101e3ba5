"""The pages of memorials and proposals: what is said, by whom, and where the sources differ."""

from __future__ import annotations

from collections.abc import Iterator

from memorial_kg.site.maps.nearby import nearby
from memorial_kg.site.maps.positions import holders, map_of, position_of
from memorial_kg.site.page import Page
from memorial_kg.site.pages.lists import Card, card
from memorial_kg.site.programs.representations import formats_of
from memorial_kg.site.site import Site
from memorial_kg.site.things.citing import citation_of
from memorial_kg.site.things.description import describe
from memorial_kg.site.things.inscriptions import together
from memorial_kg.site.things.related import decisions_about, related_to
from memorial_kg.site.things.view import Description

__all__ = ["KINDS", "pages"]

KINDS = ("memorial", "proposal")
# Which rows stand under which heading, by the page order of their keys.
_GROUPS = {"what": (0, 9), "where": (10, 19), "when": (20, 29), "who": (30, 39), "form": (40, 49)}


def pages(site: Site) -> Iterator[Page]:
    """A page for each memorial and each proposal."""
    for kind in KINDS:
        for name in site.catalogue.things(kind):
            yield _page(site, name)


def _page(site: Site, name: str) -> Page:
    described = describe(site, name)
    above = holders(site, name)
    position = position_of(site, described, above)
    data: dict[str, object] = {
        "d": described,
        "groups": [(group, described.between(*span)) for group, span in _GROUPS.items()],
        "holders": above,
        "position": position,
        "map": map_of(site, position),
        "inscriptions": together(described.values("inscriptions")),
        "related": [(each, [card(site, other) for other in each.names]) for each in related_to(site, name)],
        "nearby": (near := nearby(site, name, [each.name for each in above])),
        "near_cards": [_with_distance(card(site, other), distance) for other, distance in near.others] if near else [],
        "decisions": decisions_about(site, [name, *(each.name for each in described.accounts)]),
        "citation": citation_of(site, name, described.label),
        "files": [f"{name}{each.suffix}" for each in formats_of(name, site)],
    }
    return Page(
        f"{name}.html",
        "memorial.html",
        described.label.text,
        data,
        thing=name,
        description=_in_short(described, [each.label.text for each in above]),
        scripts=("map.js",) if position else (),
        words=("map",) if position else (),
    )


def _with_distance(found: Card, distance: str) -> Card:
    name, label, line = found
    return name, label, " · ".join(filter(None, (line, distance)))


def _in_short(described: Description, above: list[str]) -> str:
    """The thing in a line, for search engines: what it is, where, and of when."""
    kinds = [value.text for value in described.values("kinds")]
    opened = [
        f"{event.label}: {value.text}"
        for event in described.only("inauguration")
        for each in event.values
        if each.part is not None
        for value in each.part.row("date").values
    ]
    pieces = (", ".join(kinds), ", ".join(above), "; ".join(opened))
    return f"{described.label.text}: {' · '.join(piece for piece in pieces if piece)}"
