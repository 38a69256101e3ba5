"""Reads who says it and where: numbered sources, and where in them each value stands, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from memorial_kg.site.site import Label, Site
from memorial_kg.site.statements import source_of
from memorial_kg.site.things.view import Account, Evidence, Ref
from memorial_kg.terms import unwrap

__all__ = ["Witnesses", "account_of", "places_of"]

_MOST_RECORDS = 200  # of one thing; what more there are stays in the data


def account_of(site: Site, name: str) -> Account:
    """A record by its name."""
    said = site.said(name)
    locator = said.first("mkg:locator", node=said.iri)

    def notes(node: str) -> tuple[Label, ...]:
        return tuple(Label(each.text, each.language) for each in said.literals("mkg:editorialNote", node=node))

    evidence = tuple(
        Evidence(
            node.removeprefix(site.catalogue.base),
            said.first("mkg:locator", node=node) or locator,
            said.first("mkg:key", node=node),
            tuple(said.texts("mkg:verbatim", node=node)),
            notes(node),
        )
        for node in sorted(said.iris("mkg:evidence", node=said.iri, graph=None), key=_by_number)
    )
    return Account(name, source_of(name), locator, evidence, notes(said.iri))


def _by_number(node: str) -> tuple[int, str]:
    """Evidence is numbered in the order of its record: 2 stands before 10."""
    number = node.rpartition("-")[2]
    return (int(number) if number.isdecimal() else 0, node)


def places_of(site: Site, accounts: Iterable[Account], key: str) -> tuple[Evidence, ...]:
    """Where accounts give the value of a key (with dots into parts); where they do not say that, where they stand."""
    several = [*accounts]
    for wanted in _ways(site, key):
        found = tuple(each for account in several for each in account.evidence if each.key in wanted)
        if found:
            return found
    return tuple(Evidence(each.name, each.locator) for each in several)


def _ways(site: Site, key: str) -> Iterator[tuple[str, ...]]:
    """The keys under which a value may stand: its own; whom a source calls the sculptor; the part that it is of."""
    while key:
        yield (key,)
        yield site.narrower_keys(key)
        key = key.rpartition(".")[0]


class Witnesses:
    """The numbered sources of one thing, and their accounts of it."""

    def __init__(self, site: Site, name: str) -> None:
        found = islice(site.catalogue.mentions(name, predicate=site.path("schema:about"), kind="record"), _MOST_RECORDS)
        names = dict.fromkeys(site.catalogue.name(unwrap(quad.subject)) for quad in found if not quad.graph)
        self._site = site
        self.accounts: Sequence[Account] = [account_of(site, each) for each in sorted(names)]
        stated = {site.catalogue.name(graph) for graph in site.said(name).sources}
        self.sources: list[str] = sorted(stated | {each.source for each in self.accounts})
        self._numbers = {source: number for number, source in enumerate(self.sources, 1)}

    def number(self, source: str) -> int:
        """The number of a source on this page; 0 for one that says nothing here."""
        return self._numbers.get(source, 0)

    def refs(self, sources: Iterable[str], key: str) -> tuple[Ref, ...]:
        """The sources of a value of a key, in their order."""
        return tuple(self.ref(each, key) for each in sorted(sources, key=self.number))

    def ref(self, source: str, key: str) -> Ref:
        """One source of a value."""
        mine = (each for each in self.accounts if each.source == source)
        return Ref(self.number(source), source, places_of(self._site, mine, key))
