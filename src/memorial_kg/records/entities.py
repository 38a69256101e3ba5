"""What the editors know of the things that records name: labels, places within places, verified ids elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from memorial_kg.ontology import Ontology
from memorial_kg.records.model import Record, Tree

__all__ = ["Entities"]

_WIKIDATA = "http://www.wikidata.org/entity/"


class Entities(Mapping[str, Record]):
    """The descriptions of `data/entities/` by id.

    Things that only a record describes are not in here; they have no parents and no verified ids.
    """

    def __init__(self, records: Iterable[Record], ontology: Ontology) -> None:
        self._records = {record.about: record for record in sorted(records, key=lambda record: record.about)}
        self._ontology = ontology

    def __getitem__(self, about: str) -> Record:
        return self._records[about]

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def claim(self, about: str, key: str) -> Tree:
        """The value of one key of one entity, or None."""
        return self._records[about].claims.get(key) if about in self._records else None

    def names(self, about: str) -> dict[str, list[str]]:
        """The names of an entity by language; empty for one that nobody here has named."""
        return self.claim(about, "name") or {}

    def label(self, about: str) -> str:
        """One name to show to people: in English where there is one; otherwise the first language's, or its id."""
        names = self.names(about)
        texts = names.get("en") or next(iter(names.values()), None)
        return texts[0] if texts else about

    def wider(self, place: str) -> Iterator[str]:
        """A place, then the place that holds it, and so on up; a circle ends where it began."""
        seen: set[str] = set()
        while place and place not in seen:
            seen.add(place)
            yield place
            above = self.claim(place, "place") or self.claim(place, "country")
            place = above["id"] if above else ""

    def within(self, inner: str, outer: str) -> bool:
        """Whether the hierarchy of places puts one place inside another, or they are one."""
        return outer in self.wider(inner)

    def admin_area(self, place: str, *, above: bool = False) -> str:
        """The smallest administrative area that holds a place (with `above`, other than itself), or ""."""
        words = self._administrative_words
        chain = [*self.wider(place)][1 if above else 0 :]
        return next((each for each in chain if words & set(self.claim(each, "kinds") or ())), "")

    def country(self, place: str) -> str:
        """The country that holds a place, by what the editors say of it or of the places around it, or ""."""
        for each in self.wider(place):
            stated = self.claim(each, "country")
            if stated:
                return str(stated["id"])
            if "country" in (self.claim(each, "kinds") or ()):
                return each
        return ""

    def wikidata(self, about: str) -> str:
        """The verified Wikidata IRI of an entity, or ""."""
        return next((iri for iri in self.claim(about, "sameAs") or () if iri.startswith(_WIKIDATA)), "")

    @cached_property
    def _administrative_words(self) -> set[str]:
        choices = self._ontology.shapes["Place"].keys["kinds"].choices
        return {word for word, iri in choices.items() if iri in self._ontology.administrative}
