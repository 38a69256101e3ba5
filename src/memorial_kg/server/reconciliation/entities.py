"""The things that can be reconciled with, as a table needs them: id, name, type, and a line that tells them apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from memorial_kg.catalogue import Catalogue
from memorial_kg.catalogue.things import Thing
from memorial_kg.ontology import Ontology
from memorial_kg.server.reconciliation.properties import EVERY, Property, properties_of, said

__all__ = ["KINDS", "Entities"]

# The kinds of things that are offered, the likeliest to be looked for first.
KINDS = ("memorial", "proposal", "person", "organization", "place")
# What tells a thing from its namesakes, by its kind, in the order of the line.
_TELLING: dict[str, tuple[str, ...]] = {
    "memorial": ("place", "country", "inauguration.date"),
    "proposal": ("place", "country", "status"),
    "person": ("jobTitle", "memberOf"),
    "organization": ("partOf", "areaServed"),
    "place": ("kinds", "place", "country"),
}
_UNDECIDED = "possiblySame"
_PLACE = "place"
_HIGHEST = 12  # levels of places that are followed upwards
_SHOWN = 3  # values of a property in the line
_LONGEST = 160  # characters of the line


@dataclass(slots=True)
class Entities:
    """What a catalogue says of its things; to be used by one thread, for one request."""

    catalogue: Catalogue
    ontology: Ontology
    _things: dict[str, Thing] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a thing of this id, of a kind that is offered."""
        return name.partition("/")[0] in KINDS and name in self.catalogue

    def thing(self, name: str) -> Thing:
        """What is said of a thing."""
        if name not in self._things:
            lines = self.catalogue.lines(name)
            self._things[name] = Thing(name, self.catalogue.iri(name), lines, self.ontology)
        return self._things[name]

    def id(self, text: str) -> str:
        """The id that a text gives, if it is the id or the IRI of a thing that is offered, or ""."""
        name = text.strip().removeprefix(self.catalogue.base)
        return name if name in self else ""

    def label(self, name: str) -> str:
        """What to call a thing in English, or as it is called elsewhere."""
        found = self.catalogue.label(name)
        return found[1] if found else name.rpartition("/")[2]

    def type(self, name: str) -> dict[str, str]:
        """The type of a thing."""
        shape = self.ontology.shape_of(name)
        return {"id": shape.name, "name": shape.label} if shape else {"id": "", "name": ""}

    def names(self, name: str) -> list[str]:
        """Everything that it is called by anybody, each spelling of each source."""
        return [each.text for each in self.catalogue.words.texts(name) if each.field in ("name", "other")]

    def places(self, name: str) -> list[str]:
        """What the places are called in which it lies."""
        return [each.text for each in self.catalogue.words.texts(name) if each.field == _PLACE]

    def undecided(self, name: str) -> list[str]:
        """The things of which the editors have not decided whether they are the same as this one."""
        return self.referred(name, _UNDECIDED)

    def property(self, name: str, id: str) -> Property | None:  # noqa: A002 - the word of the specification
        """A property of things of the same kind; None if they have no such property."""
        return properties_of(self.ontology, name.partition("/")[0]).get(id)

    def said(self, name: str, id: str) -> list[str]:  # noqa: A002
        """The values of a property, whoever says them."""
        known = self.property(name, id)
        return [each.text for each in said(self.thing(name), known, EVERY)] if known else []

    def referred(self, name: str, id: str) -> list[str]:  # noqa: A002
        """The ids of the things that are values of a property."""
        return [self.catalogue.name(iri) for iri in self.said(name, id)]

    def around(self, names: Iterable[str]) -> list[str]:
        """Some places and all that they lie in, the nearest first."""
        found: dict[str, None] = {}
        level = [*names]
        for _ in range(_HIGHEST):
            new = [name for name in dict.fromkeys(level) if name not in found]
            found |= dict.fromkeys(new)
            level = [above for name in new for key in (_PLACE, "country") for above in self.referred(name, key)]
        return [*found]

    def description(self, name: str) -> str:
        """A line that tells it from others of its name; what sources say differently stands there with `or`."""
        told = [self._told(name, each) for each in _TELLING.get(name.partition("/")[0], ())]
        return ", ".join(dict.fromkeys(filter(None, told)))[:_LONGEST]

    def _told(self, name: str, id: str) -> str:  # noqa: A002
        known = self.property(name, id)
        values = said(self.thing(name), known) if known else []
        shown = dict.fromkeys(self.shown(known, each.text) for each in values) if known else {}
        return " or ".join([*shown][:_SHOWN])

    def shown(self, property: Property, value: str) -> str:  # noqa: A002
        """A value in words: the name of a thing, the label of a word, or the text itself."""
        if property.key.kind == "reference":
            return self.label(self.catalogue.name(value))
        return self.ontology.labels.get(value, value) if property.key.kind == "choice" else value
