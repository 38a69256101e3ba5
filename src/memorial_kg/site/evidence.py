"""Who says it and where: numbered sources, and where in them each value stands, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from memorial_kg.site.site import Label, Site
from memorial_kg.site.statements import Statements, statements_of
from memorial_kg.terms import Literal, parse_term, unwrap

__all__ = ["Account", "Evidence", "Reading", "Ref", "Witnesses", "account_of"]

_MOST_RECORDS = 200  # of one thing; what more there are stays in the data


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the value of a key stands in a source: `target` is the name of its record, with the fragment of this."""

    key: str
    locator: str
    verbatim: tuple[str, ...]
    notes: tuple[Label, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Account:
    """One source's account of one thing: a record."""

    name: str
    source: str
    locator: str
    evidence: tuple[Evidence, ...]
    notes: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """A source behind a value: its number on the page, its name, and where it says so, as exactly as is known.

    `target` is the evidence, else the record, else the source; `locators` and `verbatim` are the source's own.
    """

    number: int
    source: str
    target: str
    locators: tuple[str, ...] = ()
    verbatim: tuple[str, ...] = ()


def account_of(site: Site, name: str) -> Account:
    """A record by its name."""
    said, me = statements_of(site.catalogue, name), site.catalogue.iri(name)
    mkg = site.ontology.prefixes["mkg"]

    def texts(node: str, term: str) -> tuple[Label, ...]:
        found = [parse_term(each) for each in said.standing(node, mkg + term)]
        return tuple(Label(each.text, each.language) for each in found if isinstance(each, Literal))

    def one(node: str, term: str) -> str:
        return next((each.text for each in texts(node, term)), "")

    evidence = tuple(
        Evidence(
            one(node, "key"),
            one(node, "locator"),
            tuple(each.text for each in texts(node, "verbatim")),
            texts(node, "editorialNote"),
            node.removeprefix(site.catalogue.base),
        )
        for node in sorted(said.iris(me, f"{mkg}evidence"), key=_by_number)
    )
    return Account(name, f"source/{name.split('/')[1]}", one(me, "locator"), evidence, texts(me, "editorialNote"))


def _by_number(node: str) -> tuple[int, str]:
    """Evidence is numbered in the order of its record: 2 stands before 10."""
    number = node.rpartition("-")[2]
    return (int(number) if number.isdecimal() else 0, node)


class Witnesses:
    """The numbered sources of one thing, and their accounts of it."""

    def __init__(self, site: Site, name: str, graphs: Iterable[str]) -> None:
        about = f"{site.ontology.prefixes['schema']}about"
        found = islice(site.catalogue.mentions(name, predicate=about, kind="record"), _MOST_RECORDS)
        names = dict.fromkeys(site.catalogue.name(unwrap(quad.subject)) for quad in found if not quad.graph)
        self.accounts: Sequence[Account] = [account_of(site, each) for each in sorted(names)]
        sources = {graph.removeprefix(site.catalogue.base) for graph in graphs}
        self.sources: list[str] = sorted(sources | {each.source for each in self.accounts})
        self._numbers = {source: number for number, source in enumerate(self.sources, 1)}

    def number(self, source: str) -> int:
        """The number of a source on this page; 0 for one that says nothing here."""
        return self._numbers.get(source, 0)

    def refs(self, sources: Iterable[str], key: str) -> tuple[Ref, ...]:
        """The sources of a value of a key (with dots into parts), in their order."""
        return tuple(self.ref(each, key) for each in sorted(sources, key=self.number))

    def ref(self, source: str, key: str, record: str = "") -> Ref:
        """One source of a value, in one of its records if that is known."""
        mine = [each for each in self.accounts if each.source == source and record in ("", each.name)]
        found: list[tuple[Account, Evidence]] = []
        while key and not found:  # what is said of a part stands where the part does, if nothing is said of it alone
            found = [(account, each) for account in mine for each in account.evidence if each.key == key]
            key = key.rpartition(".")[0]
        if not found:
            target = mine[0].name if mine else record or source
            return Ref(self.number(source), source, target, tuple(each.locator for each in mine))
        return Ref(
            self.number(source),
            source,
            found[0][1].target,
            tuple(dict.fromkeys(each.locator or account.locator for account, each in found)),
            tuple(dict.fromkeys(words for _, each in found for words in each.verbatim)),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing as it is read for a page: what is said of it, and who says it."""

    site: Site
    name: str
    said: Statements
    witnesses: Witnesses

    @classmethod
    def of(cls, site: Site, name: str) -> Reading:
        """Read a thing."""
        said = statements_of(site.catalogue, name)
        return cls(site, name, said, Witnesses(site, name, said.sources))
