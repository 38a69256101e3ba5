"""The lists of all things of a kind, sorted by what they are called, each with a line that tells them apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from memorial_kg.site.dates import date_in_words
from memorial_kg.site.ordering import by_label
from memorial_kg.site.page import Page
from memorial_kg.site.paging import parts
from memorial_kg.site.site import PAGED_KINDS, Label, Site
from memorial_kg.site.statements import Statements, source_of
from memorial_kg.site.survey import survey_of
from memorial_kg.site.things.appearances import appearances
from memorial_kg.site.things.labels import property_label
from memorial_kg.site.things.values import value_of
from memorial_kg.values import fold

__all__ = ["Card", "card", "pages"]

Card = tuple[str, Label, str]

_BESIDE = ("person", "organization", "place", "event")  # lists that lead to each other
_BETWEEN = " · "
_LONG = 160


def pages(site: Site) -> Iterator[Page]:
    """The list of each kind, in pages; a kind without things has a page that says so."""
    for kind in PAGED_KINDS:
        total = site.catalogue.kinds.get(kind, 0)
        names = by_label(site, site.catalogue.things(kind))
        for part in parts(names, total, site.settings.page_size, f"{kind}/index.html"):
            grouped = part.last == 1 and kind in _GROUPS
            yield Page(
                part.path,
                "list.html",
                site.words(f"nav.{kind}"),
                {
                    "kind": kind,
                    "beside": _BESIDE,
                    "part": part,
                    "groups": _groups(site, kind, part.items) if grouped else _one(site, part.items),
                },
                description=site.words(f"lists.{kind}"),
            )


@lru_cache(maxsize=2_000)
def card(site: Site, name: str) -> Card:
    """A thing as an entry of a list: its name, its label, and a line about it."""
    said = site.said(name)
    about = _LINES.get(name.partition("/")[0])
    return name, site.label(name), _BETWEEN.join(piece for piece in about(site, name, said) if piece) if about else ""


def _one(site: Site, names: list[str]) -> list[tuple[str, list[Card]]]:
    return [("", [card(site, name) for name in names])]


def _groups(site: Site, kind: str, names: list[str]) -> list[tuple[str, list[Card]]]:
    found: dict[str, list[Card]] = {}
    for name in names:
        said = site.said(name)
        found.setdefault(_GROUPS[kind](site, name, said), []).append(card(site, name))
    return sorted(found.items(), key=lambda each: (not each[0], fold(each[0]), each[0]))


def _country(site: Site, _: str, said: Statements) -> str:
    return next((value_of(site, term).text for term in said.values("mkg:country", node=said.iri)), "")


def _source(site: Site, name: str, _: Statements) -> str:
    return site.label(source_of(name)).text


def _outcome(site: Site, _: str, said: Statements) -> str:
    return site.term_label(said.first("mkg:decision"))


_GROUPS: dict[str, Callable[[Site, str, Statements], str]] = {
    "memorial": _country,
    "proposal": _country,
    "place": _country,
    "record": _source,
    "decision": _outcome,
}


def _where_and_when(site: Site, _: str, said: Statements) -> Iterator[str]:
    yield next((value_of(site, term).text for term in said.values("schema:containedInPlace", node=said.iri)), "")
    for part in said.texts("mkg:inauguration", node=said.iri):
        if edtf := said.first("mkg:edtf", node=part):
            yield date_in_words(edtf, site.words).text
    yield site.words("lists.sources", count=len(said.sources))


def _roles(site: Site, name: str, _: Statements) -> Iterator[str]:
    several = dict.fromkeys(each.role for each in islice(appearances(site, name), 200))
    yield ", ".join(property_label(site, role) for role in several)


def _place(site: Site, name: str, said: Statements) -> Iterator[str]:
    yield ", ".join(value_of(site, term).text for term in said.values("schema:additionalType", node=said.iri))
    yield next((value_of(site, term).text for term in said.values("schema:containedInPlace", node=said.iri)), "")
    if count := survey_of(site.catalogue, site.ontology).count_located(name, "memorial"):
        yield site.words("lists.memorials", count=count)


def _event(site: Site, _: str, said: Statements) -> Iterator[str]:
    yield date_in_words(edtf, site.words).text if (edtf := said.first("mkg:edtf", node=said.iri)) else ""
    yield next((value_of(site, term).text for term in said.values("schema:location", node=said.iri)), "")


def _described(site: Site, _: str, said: Statements) -> Iterator[str]:
    yield said.first("dcterms:type", node=said.iri)
    yield site.words("lists.records", count=_count_records(site, said.iri))


def _count_records(site: Site, source: str) -> int:
    predicate = "http://purl.org/dc/terms/source"
    return sum(1 for _ in site.catalogue.mentions(site.catalogue.name(source), predicate=predicate, kind="record"))


def _account(site: Site, _: str, said: Statements) -> Iterator[str]:
    yield next((value_of(site, term).text for term in said.values("schema:about", node=said.iri)), "")
    yield said.first("mkg:locator", node=said.iri)


def _reason(site: Site, _: str, said: Statements) -> Iterator[str]:
    yield next((value_of(site, term, longest=_LONG).text for term in said.values("mkg:reason", node=said.iri)), "")


_LINES: dict[str, Callable[[Site, str, Statements], Iterator[str]]] = {
    "memorial": _where_and_when,
    "proposal": _where_and_when,
    "person": _roles,
    "organization": _roles,
    "place": _place,
    "event": _event,
    "source": _described,
    "record": _account,
    "decision": _reason,
}
