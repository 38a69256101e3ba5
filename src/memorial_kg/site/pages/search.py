"""Searching: the page with its box; a script fills it on a static host, and a server with what it has found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from memorial_kg.catalogue.excerpts import Part
from memorial_kg.catalogue.search import MOST, Hit, Match
from memorial_kg.catalogue.texts import FIELDS, SEARCHED
from memorial_kg.site.finding.naming import line_of
from memorial_kg.site.page import Page
from memorial_kg.site.site import Label, Site

__all__ = ["Group", "Shown", "pages", "search_page"]

_EACH, _PAGE = 5, 20  # hits of a kind among others, and alone
_LONGEST = 300  # characters of a query that are read


class Shown(NamedTuple):
    """A hit as it is shown: the thing, what it is called, a line about it, and where it was matched."""

    hit: Hit
    label: Label
    title: list[Part]  # what it is called, with what was matched
    line: str
    matches: list[Match]  # in other texts than that


class Group(NamedTuple):
    """The hits of a kind, how many there are in all, and where all of them are ("" if these are all)."""

    kind: str
    hits: list[Shown]
    total: int
    all: str


class _Found(NamedTuple):
    """What was found: by kind, how many of each kind, and the other pages."""

    groups: list[Group]
    kinds: Mapping[str, int]
    menu: list[tuple[str, str]]


def pages(site: Site) -> Iterator[Page]:
    """The page as it lies on a static host."""
    yield _page(site, "", "", _Found([], {}, []))


def search_page(site: Site, query: str, kind: str = "", page: int = 1) -> Page:
    """The page with what was found: the first few of each kind, or one kind in pages."""
    query = query[:_LONGEST].strip()
    kind = kind if kind in SEARCHED else ""
    kinds = site.catalogue.words.search(query, limit=0).kinds
    if not kind:
        groups = [_group(site, query, each, 0, _EACH) for each in kinds]
        return _page(site, query, "", _Found(groups, kinds, []))
    last = max(1, -(-min(kinds.get(kind, 0), MOST) // _PAGE))
    number = min(max(1, page), last)
    group = _group(site, query, kind, (number - 1) * _PAGE, _PAGE)._replace(all="")
    near = sorted({1, 2, number - 1, number, number + 1, last - 1, last} & {*range(1, last + 1)})
    menu = [(str(each), "" if each == number else _query(query, kind, each)) for each in near]
    return _page(site, query, kind, _Found([group], kinds, menu))


def _group(site: Site, query: str, kind: str, offset: int, limit: int) -> Group:
    found = site.catalogue.words.search(query, kind=kind, limit=limit, offset=offset)
    shown = [_shown(site, hit) for hit in found.hits]
    return Group(kind, shown, found.total, _query(query, kind) if found.total > limit else "")


def _shown(site: Site, hit: Hit) -> Shown:
    label = site.label(hit.name)
    said = [match for match in hit.matches if "".join(part.text for part in match.parts) == label.text]
    title = said[0].parts if said else [Part(label.text, marked=False)]
    return Shown(hit, label, title, _line(site, hit.name), [match for match in hit.matches if match not in said])


def _line(site: Site, name: str) -> str:
    number = site.catalogue.browse.number(name)
    return line_of(site, next(site.catalogue.browse.entries([number]))) if number is not None else ""


def _query(query: str, kind: str, page: int = 1) -> str:
    given = {"q": query, **({"kind": kind} if kind else {}), **({"page": str(page)} if page > 1 else {})}
    return f"?{urlencode(given)}"


def _page(site: Site, query: str, kind: str, found: _Found) -> Page:
    title = site.words("search.titled", query=query) if query else site.words("search.title")
    data = {
        "query": query,
        "kind": kind,
        **found._asdict(),
        "kind_ways": {each: _query(query, each) for each in ("", *SEARCHED)},
        "searched": SEARCHED,
        "fields": [*FIELDS],
        "alike": any(shown.hit.alike for group in found.groups for shown in group.hits),
    }
    return Page(
        "search.html",
        "search.html",
        title,
        data,
        description=site.words("search.lead"),
        scripts=("search.js",),
        words=("search", "nav", "lists", "browse"),
        listed=False,
    )
