"""One language's view of a built graph, which every page is made from, and what it calls things.

The names of an event belong to the sources that use them, so it is told by its place and its date, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from memorial_kg.built import Summary
from memorial_kg.catalogue import Catalogue
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.site.dates import date_in_words
from memorial_kg.site.settings import LANGUAGES, Settings
from memorial_kg.site.statements import Statements, source_of, statements_of
from memorial_kg.site.words import Words, load_words
from memorial_kg.terms import expand

__all__ = ["PAGED_KINDS", "Label", "Site", "best"]

# The kinds of things that have a page each; the name of the kind is the folder of its pages.
PAGED_KINDS = (
    "memorial",
    "proposal",
    "person",
    "organization",
    "place",
    "event",
    "source",
    "record",
    "decision",
)

_MOST_REMEMBERED = 20_000


class Label(NamedTuple):
    """What a thing is called on a page, and the language of that name ("" when it has none or is not known)."""

    text: str
    language: str


def best(texts: Iterable[tuple[str, str]], language: str) -> Label:
    """The text for a reader of a language, among several with their tags: its own, English, one without, or the first.

    >>> best([("tr", "Uşak"), ("en", "Ushak")], "de")
    Label(text='Ushak', language='en')
    """
    order = (language, "en", "")
    found = min(texts, key=lambda each: order.index(each[0]) if each[0] in order else len(order), default=("", ""))
    return Label(found[1], found[0])


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A built graph in the eyes of a reader of one language. What is found for one can be kept with it."""

    graph: Path
    catalogue: Catalogue
    ontology: Ontology
    summary: Summary
    settings: Settings
    words: Words

    @property
    def language(self) -> str:
        """The language of the interface."""
        return self.words.language

    def label(self, name: str) -> Label:
        """What to call a thing: its label, or else what can be told of it in the words of the interface."""
        return _label(self, name)

    def title(self, name: str) -> Label:
        """The title of a source; its id where nobody gives one."""
        said = self.said(name)
        titles = said.literals("schema:name", node=said.iri) or said.literals("schema:name", node=said.iri, graph=None)
        found = [(each.language, each.text) for each in titles]
        return best(found or [("", name.partition("/")[2])], self.language)

    def labels(self, name: str) -> dict[str, str]:
        """What to call a thing, by language: its labels, or what can be told of it in the words of each interface."""
        found = {} if name.startswith("source/") else dict(self.catalogue.labels(name))
        if found and not _composed(self, name):
            return found
        told = (_seen_in(self, language).label(name) for language in LANGUAGES)
        return {label.language: label.text for label in told} | found

    def key_label(self, key: Key, shape: Shape | None = None) -> str:
        """What a key is called: by the interface's words for it (in this shape, or in all), or else by the ontology."""
        names = ([f"key.{shape.name}.{key.name}"] if shape else []) + [f"key.{key.name}"]
        found = next((name for name in names if name in self.words), "")
        return self.words(found) if found else key.label

    def shape_label(self, shape: Shape) -> str:
        """What things of a shape are called, one of them."""
        return self.words(f"shape.{shape.name}") if f"shape.{shape.name}" in self.words else shape.label

    def term_label(self, iri: str) -> str:
        """What a word of an enumeration is called: `built`, `memorial complex`."""
        name = f"term.{iri.rpartition('#')[2].rpartition('/')[2]}"
        return self.words(name) if name in self.words else self.ontology.labels.get(iri, iri)

    def path(self, curie: str) -> str:
        """The IRI of a property or a class by its CURIE."""
        return expand(curie, self.ontology.prefixes)

    def narrower_keys(self, key: str) -> tuple[str, ...]:
        """The keys of a memorial that say the same as one of its keys, and more: a creator may be a sculptor."""
        found = self.ontology.shapes["Memorial"].keys.get(key)
        return tuple(each.name for each in self.ontology.narrower.get(found.path, ())) if found else ()

    def said(self, name: str) -> Statements:
        """What is said of a thing of this name, by all sources and by the editors."""
        return statements_of(self.catalogue, name, self.ontology.prefixes)

    def has_page(self, name: str) -> bool:
        """Tell whether a thing has a page of its own."""
        return name.partition("/")[0] in PAGED_KINDS and name in self.catalogue


@lru_cache(maxsize=10_000)
def _label(site: Site, name: str) -> Label:
    if name.startswith("source/"):
        return _source(site, name)
    found = site.catalogue.label(name, site.language)
    if found:
        where = _composed(site, name) if found[0] != site.language else ""
        return _in_place(site, name, where) if where else Label(found[1], found[0])
    made = _BY_KIND.get(name.partition("/")[0])
    return made(site, name) if made else Label(name.rpartition("/")[2] or name, "")


@lru_cache(maxsize=64)
def _seen_in(site: Site, language: str) -> Site:
    return replace(site, words=load_words(language))


# -- things that are called by their kind and place, for want of an agreed name ----------------------------------------


def _composed(site: Site, name: str) -> str:
    """The name of the place by which the graph calls a thing, in English, for want of a name; "" for a real name."""
    if name.partition("/")[0] not in _BY_PLACE:
        return ""
    said, (_, label) = site.said(name), site.catalogue.label(name) or ("", "")
    if label in said.texts("schema:name", node=said.iri):
        return ""
    places = map(site.catalogue.name, said.iris(*_PLACES, node=said.iri))
    return next((each for each in places if label.endswith(f" in {_in_english(site, each)}")), "")


def _in_english(site: Site, place: str) -> str:
    return (site.catalogue.label(place) or ("", place))[1]


def _in_place(site: Site, name: str, place: str) -> Label:
    kind = name.partition("/")[0]
    return Label(site.words(f"label.in-place-{kind}", place=site.label(place).text), site.language)


_BY_PLACE = ("memorial", "proposal")
_PLACES = ("mkg:adminArea", "schema:containedInPlace", "mkg:country")


# -- things that have no name in the reconciled graph, by their kind ---------------------------------------------------


def _event(site: Site, name: str) -> Label:
    said = site.said(name)
    places = [site.label(site.catalogue.name(each)) for each in said.iris("schema:location", node=said.iri)]
    dates = [date_in_words(each.text, site.words).text for each in said.literals("mkg:edtf", node=said.iri)]
    form = ("place" if places else "") + ("-" if places and dates else "") + ("date" if dates else "")
    given = {
        "place": ", ".join(each.text for each in places),
        "date": dates[0] if dates else "",
        "id": name.partition("/")[2],
    }
    return Label(site.words(f"label.event-{form or 'id'}", **given), site.language)


def _record(site: Site, name: str) -> Label:
    said = site.said(name)
    about = next(iter(said.iris("schema:about", node=said.iri)), "")
    thing = site.label(site.catalogue.name(about)).text if about else name.rpartition("/")[2]
    return Label(site.words("label.record", thing=thing, source=site.label(source_of(name)).text), site.language)


def _decision(site: Site, name: str) -> Label:
    return Label(site.words("label.decision", id=name.partition("/")[2]), site.language)


def _source(site: Site, name: str) -> Label:
    """A title alone is easily taken for a thing: it stands in quotation marks, with the id of the source."""
    title, identifier = site.title(name), name.partition("/")[2]
    if title.text == identifier:
        return title
    return Label(site.words("label.source", title=title.text, id=identifier), site.language)


def _spelt(site: Site, name: str) -> Label:
    """The name in the spelling of the sources, and in each of them where they differ: none is preferred."""
    said = site.said(name)
    found = [(each.language, each.text) for each in said.literals("schema:name", node=said.iri, graph=None)]
    if not found:
        return Label(name.rpartition("/")[2], "")
    language = best(found, site.language).language
    return Label(" / ".join(sorted({text for each, text in found if each == language})), language)


# What an event is called belongs to the source that calls it so; people, organizations and places have names.
_BY_KIND = {
    "event": _event,
    "record": _record,
    "decision": _decision,
    "person": _spelt,
    "organization": _spelt,
    "place": _spelt,
}
