"""Gathers what a table says of each memorial and proposal, by the queries in `queries/export`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memorial_kg import resources
from memorial_kg.export.described import described
from memorial_kg.export.sorted_lines import looked_up
from memorial_kg.ontology import Ontology
from memorial_kg.store import memory_store
from memorial_kg.store.embedded import answer_of
from memorial_kg.terms import Literal, parse_term

if TYPE_CHECKING:
    import pyoxigraph

__all__ = ["Row", "rows"]

_SHOWN_BY_NAME = ("commemorates", "country", "place", "creators")
_POSITION = ("latitude", "longitude", "radius_m", "position_method")


@dataclass(frozen=True, slots=True)
class Row:
    """One memorial or proposal: its values by column, as texts, each once."""

    iri: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, column: str, value: str) -> None:
        """Add a value, if it is not there yet."""
        several = self.values.setdefault(column, [])
        if value not in several:
            several.append(value)


def rows(lines: Iterable[str], ontology: Ontology, base: str) -> Iterator[Row]:
    """The rows, in the order of their IRIs, some hundreds at a time."""
    words = _words(ontology)
    with looked_up(lines) as every:
        for things, several in described(every, ontology):
            yield from _rows(memory_store(several), things, words, base)


def _rows(store: pyoxigraph.Store, things: list[str], words: dict[str, str], base: str) -> Iterator[Row]:
    names = _Names(store, base)
    found = {thing: Row(thing) for thing in things}
    for thing, column, value in _ask("rows", store):
        if thing in found:  # and not one that another thing names
            shown = names.best(value) if column in _SHOWN_BY_NAME else words.get(value, value.removeprefix(base))
            found[thing].add(column, shown.removeprefix("source/"))
    for row in found.values():
        row.add("id", row.iri.removeprefix(base))
        row.add("iri", row.iri)
        _name(row, names)
    for thing, of, *position in _ask("positions", store):
        if thing in found:
            _locate(found[thing], names.best(of) if of != thing else "", position)
    for thing in things:
        yield Row(thing, {column: sorted(values) for column, values in found[thing].values.items()})


def _name(row: Row, names: _Names) -> None:
    """Say one name, and the rest under other names; a source that gives none leaves both empty."""
    given = row.values.pop("name", [])
    best = names.best(row.iri, "")
    for each in filter(None, (best, *given)):
        row.add("name" if each == best else "other_names", each)


def _locate(row: Row, place: str, position: list[str]) -> None:
    """Add a position, unless there is one already."""
    if "position_of" in row.values:
        return
    row.add("position_of", f"centre of {place}" if place else f"the {row.values['type'][0]} itself")
    for column, value in zip(_POSITION, position, strict=True):
        if value:
            row.add(column, value)


class _Names:
    """The name by which a table calls a thing: its label, in English if there is one; else its id."""

    def __init__(self, store: pyoxigraph.Store, base: str) -> None:
        self._base = base
        self._best: dict[str, tuple[bool, str]] = {}
        for thing, label, language in _ask("labels", store):
            if thing not in self._best or (language == "en" and not self._best[thing][0]):
                self._best[thing] = (language == "en", label)

    def best(self, iri: str, otherwise: str | None = None) -> str:
        if iri in self._best:
            return self._best[iri][1]
        return iri.removeprefix(self._base) if otherwise is None else otherwise


def _words(ontology: Ontology) -> dict[str, str]:
    """The word of each IRI that an enumeration of ours knows, the first where there are several."""
    pairs = [
        (word, iri)
        for shape in ontology.shapes.values()
        for key in shape.keys.values()
        for word, iri in key.choices.items()
    ]
    return {iri: word for word, iri in sorted(pairs, reverse=True)}


def _ask(query: str, store: pyoxigraph.Store) -> Iterator[list[str]]:
    """The rows of a bundled query, as texts; "" is no value."""
    answer = answer_of(store.query(resources.text("queries", f"export/{query}.rq")))
    for row in answer.rows:
        values = [parse_term(term) if term else "" for term in row]
        yield [value.text if isinstance(value, Literal) else value for value in values]
