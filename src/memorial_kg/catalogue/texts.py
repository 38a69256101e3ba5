"""Which texts a thing is found by, and in which field of it each stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from memorial_kg.catalogue.places import Places
from memorial_kg.catalogue.things import LABEL_PATH, Thing
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.terms import Literal

__all__ = ["FIELDS", "SEARCHED", "WEIGHTS", "Fields", "Text", "texts_of"]

# The fields, and how much a word in each weighs: names before texts.
FIELDS: dict[str, float] = {
    "name": 12.0,
    "other": 9.0,
    "place": 5.0,
    "person": 5.0,
    "event": 3.0,
    "inscription": 2.5,
    "dedication": 2.0,
    "statement": 1.5,
    "text": 1.0,
}
WEIGHTS = ", ".join(str(weight) for weight in FIELDS.values())  # as SQLite's bm25 is given them
# The kinds of things that can be found, in the order in which they are shown.
SEARCHED = ("memorial", "proposal", "place", "person", "organization", "event", "source")

# (shape, key) → field, where the kind of value does not decide it.
_OF_KEYS: dict[tuple[str, str], str] = {
    ("Inscription", "text"): "inscription",
    ("Statement", "quote"): "statement",
    ("Statement", "paraphrase"): "statement",
}
_OF_THINGS = {"name": "name", "alternateName": "other", "dedication": "dedication"}
_SKIPPED_PARTS = frozenset({"Comparison", "Coordinates", "Evidence", "Quantity", "Record"})
# The field in which a thing stands that another one names.
_OF_KINDS = {"place": "place", "person": "person", "organization": "person", "event": "event"}


class Text(NamedTuple):
    """A text of a thing: the field in which it stands, its language, and the text as it was given."""

    field: str
    language: str
    text: str


def texts_of(thing: Thing, places: Places, fields: Fields) -> list[Text]:
    """Every text by which a thing is found, in the order of the fields, each once."""
    order = [*FIELDS]
    found = dict.fromkeys(_texts(thing, places, fields))
    return sorted(found, key=lambda each: order.index(each.field))


def _texts(thing: Thing, places: Places, fields: Fields) -> Iterator[Text]:
    for said in thing.said(LABEL_PATH):
        if isinstance(said.value, Literal):
            yield Text("name", said.value.language, said.value.text)
    named: dict[str, None] = {}
    for node in thing.nodes:
        for field, key in fields(thing.shape(node)):
            for said in thing.said(key.path, node):
                if isinstance(said.value, Literal):
                    yield Text(field, said.value.language, said.value.text)
                else:
                    named[places.local(said.value)] = None
    for name in named:
        named_as = _OF_KINDS.get(name.partition("/")[0])
        if named_as and name != thing.name:
            yield from _names(named_as, name, places)


def _names(field: str, name: str, places: Places) -> Iterator[Text]:
    """What a thing that is named is called, and, for a place, what it lies in."""
    around = [each.name for each in places.around((name,))] if field == "place" else [name]
    for each in around:
        yield from (Text(field, language, text) for language, text in places.names(each))


class Fields:
    """The fields of the keys of each shape, by the ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self._of = {
            name: [(field, key) for key in shape.keys.values() if (field := _field(shape, key, ontology))]
            for name, shape in ontology.shapes.items()
            if name not in _SKIPPED_PARTS
        }

    def __call__(self, shape: Shape | None) -> list[tuple[str, Key]]:
        """The field of each key that is searched, and the key."""
        return self._of.get(shape.name, []) if shape else []


def _field(shape: Shape, key: Key, ontology: Ontology) -> str:
    if (shape.name, key.name) in _OF_KEYS:
        return _OF_KEYS[shape.name, key.name]
    if shape.namespace and key.name in _OF_THINGS:
        return _OF_THINGS[key.name]
    if shape.name == "Address" and key.kind in ("text", "plain"):
        return "place"
    if key.kind == "reference" and not _OF_KINDS.keys().isdisjoint(ontology.namespaces(key)):
        return "named"  # the field is that of the kind of thing that turns out to be named
    return "text" if key.kind == "text" else ""
