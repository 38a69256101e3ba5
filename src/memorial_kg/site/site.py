"""One language's view of a built graph, which every page is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from memorial_kg.built import Summary
from memorial_kg.catalogue import Catalogue
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.site.settings import Settings
from memorial_kg.site.words import Words
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
    # Labels that were looked up: countries, events and sources are named on nearly every page.
    remembered: dict[tuple[str, str], Label] = field(default_factory=dict, repr=False, compare=False)

    @property
    def language(self) -> str:
        """The language of the interface."""
        return self.words.language

    def label(self, name: str) -> Label:
        """What to call a thing: its label, or else what can be told of it in the words of the interface."""
        return _label(self, name)

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

    def has_page(self, name: str) -> bool:
        """Tell whether a thing has a page of its own."""
        return name.partition("/")[0] in PAGED_KINDS and name in self.catalogue


@lru_cache(maxsize=10_000)
def _label(site: Site, name: str) -> Label:
    from memorial_kg.site.labels import unnamed  # it asks for the labels of other things in turn

    found = site.catalogue.label(name, site.language)
    return Label(found[1], found[0]) if found else unnamed(site, name)
