"""Describes the properties that statements use, and names the items that they point at, as a Wikibase does.

The entity of a property leads a query from one form of it to another:
`?property wikibase:claim ?p; wikibase:directClaim ?wdt`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from memorial_kg import resources
from memorial_kg.ontology import Key, Ontology
from memorial_kg.terms import RDF_TYPE, Quad, expand, iri, literal

__all__ = [
    "EARLIEST",
    "INSTANCE_OF",
    "LATEST",
    "QUOTE",
    "STATED_AS",
    "STATED_IN",
    "describe_properties",
    "id_of",
    "name_items",
]

INSTANCE_OF = "P31"
EARLIEST = "P1319"
LATEST = "P1326"
STATED_AS = "P1932"
STATED_IN = "P248"
QUOTE = "P1683"

# What no key of the shapes has as its direct property, and the type of its values.
_OTHERS = {
    INSTANCE_OF: "WikibaseItem",
    EARLIEST: "Time",
    LATEST: "Time",
    STATED_AS: "String",
    STATED_IN: "WikibaseItem",
    QUOTE: "Monolingualtext",
}

# The type of the values of a direct property, by the part or else the kind of its key; the others have items.
_TYPES = {
    "Event": "Time",
    "Quantity": "Quantity",
    "Coordinates": "GlobeCoordinate",
    "Address": "Monolingualtext",
    "Inscription": "Monolingualtext",
    "text": "Monolingualtext",
}

# From the entity of a property to the forms of it that stand in triples.
_FORMS = {
    "directClaim": "wdt",
    "claim": "p",
    "statementProperty": "ps",
    "statementValue": "psv",
    "qualifier": "pq",
    "qualifierValue": "pqv",
    "reference": "pr",
    "referenceValue": "prv",
}


def id_of(key: Key) -> str:
    """The id of the Wikidata property that repeats a key: `P17`; "" where there is none."""
    return key.truthy.rpartition("/")[2]


def describe_properties(ontology: Ontology) -> Iterator[Quad]:
    """The entity of every property: its type, and its forms."""
    for name, kind in sorted(_types(ontology).items()):
        me = _term(f"wd:{name}", ontology)
        yield Quad(me, RDF_TYPE, _term("wikibase:Property", ontology))
        yield Quad(me, _term("wikibase:propertyType", ontology), _term(f"wikibase:{kind}", ontology))
        for form, prefix in _FORMS.items():
            yield Quad(me, _term(f"wikibase:{form}", ontology), _term(f"{prefix}:{name}", ontology))


def name_items(ontology: Ontology) -> Iterator[Quad]:
    """The labels of properties, classes and materials, as the vocabulary or else the lock file has them."""
    space = ontology.prefixes["wd"]
    names = {f"{space}{name}": entry["label"] for name, entry in _locked().items()} | dict(ontology.labels)
    shapes = ontology.shapes.values()
    chosen = {full for shape in shapes for key in shape.keys.values() for full in key.choices.values()}
    classes = {shape.truthy_type for shape in shapes}
    used = {f"{space}{name}" for name in _types(ontology)}
    for full in sorted(chosen | classes | used):
        if full.startswith(space) and full in names:
            yield Quad(iri(full), _term("rdfs:label", ontology), literal(names[full], language="en"))


def _locked() -> dict[str, dict[str, str]]:
    locked: dict[str, dict[str, str]] = tomllib.loads(resources.text("ontology", "identifiers.toml"))["wikidata"]
    return locked


def _types(ontology: Ontology) -> dict[str, str]:
    keys = (key for shape in ontology.shapes.values() for key in shape.keys.values() if key.truthy)
    return {id_of(key): _TYPES.get(key.part or key.kind, "WikibaseItem") for key in keys} | _OTHERS


def _term(curie: str, ontology: Ontology) -> str:
    return iri(expand(curie, ontology.prefixes))
