"""How two records' claims of one property relate, with the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from memorial_kg.ontology import Key
from memorial_kg.records import Record
from memorial_kg.records.entities import Entities
from memorial_kg.records.model import Tree
from memorial_kg.values import Relation, parse_quantity

__all__ = ["Comparison", "explain", "name_of", "show"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records about one thing (`about`) that both state one property of one `node`.

    The node is the thing, a part of it, or something that both mention. `key` is the path of keys from the thing, or
    from what is mentioned. `first` and `second` are the records' ids, in their order, with what each says in `values`;
    `more_specific` is the record that says more, where one claim refines the other.
    """

    about: str
    node: str
    key: str
    property: str
    truthy: str
    relation: Relation
    first: str
    second: str
    values: tuple[str, str]
    more_specific: str
    explanation: str


_SENTENCES: dict[Relation, str] = {
    Relation.SAME: "{a} and {b} agree on “{key}”: {va}.",
    Relation.REFINES: "On “{key}”, {a} says {va} and {b} says {vb}: the first is more precise, and both can be true.",
    Relation.OVERLAPS: (
        "On “{key}”, {a} says {va} and {b} says {vb}: both can be true, but neither follows from the other."
    ),
    Relation.DISJOINT: "On “{key}”, {a} says {va} and {b} says {vb}: both cannot be true, and no value is chosen.",
    Relation.COMPLEMENTS: "On “{key}”, {a} says {va} and {b} says {vb}: there can be several, and both are kept.",
}
_IN_OTHER_WORDS = "{a} and {b} agree on “{key}”: {a} writes {va}, {b} writes {vb}."
# Parts are the same by their ids; whether all that is said of them agrees is compared key by key.
_SAME_PARTS = "On “{key}”, {a} and {b} speak of the same: {a} of {va}, {b} of {vb}."


def explain(relation: Relation, label: str, a: tuple[Record, str], b: tuple[Record, str], *, parts: bool) -> str:
    """Two records and what they say, in a sentence. With `refines`, the first record is the one that says more.

    `parts` says that the values are lists of parts.
    """
    sentence, va, vb = _SENTENCES[relation], a[1], b[1]
    if relation is Relation.SAME and va != vb:
        if va.startswith("["):  # Only pointed at: the other record has a word for it.
            va = vb
        elif not vb.startswith("["):
            sentence = _SAME_PARTS if parts else _IN_OTHER_WORDS
    said = sentence.format(a=name_of(a[0]), b=name_of(b[0]), key=label, va=va, vb=vb)
    # A value may end in a full stop of its own; `2010/..` is an open end.
    return said.removesuffix(".") if said.endswith("..") and not said.endswith("...") else said


def name_of(record: Record) -> str:
    """A record in a sentence: its source, and its key where that is not simply the thing's own name."""
    return record.source if record.key == record.about.partition("/")[2] else f"{record.source} ({record.key})"


def show(value: Tree, key: Key, entities: Entities) -> str:
    """A value in a sentence, as its record states it; a reference in the record's spelling or by the editors' label."""
    if key.kind == "text":
        return ", ".join(f"“{text}” ({tag})" for tag, texts in value.items() for text in texts)
    items = value if isinstance(value, list) else [value]
    return ", ".join(_show_one(item, entities) for item in items)


def _show_one(item: Tree, entities: Entities) -> str:
    if isinstance(item, str):
        return item
    for name, written in _PARTS.items():
        if name in item:
            return written(item)
    if "/" in item["id"]:
        return " / ".join(_texts(item.get("name", {}))) or _label(item["id"], entities)
    return _show_part(item, entities)


def _show_part(part: Tree, entities: Entities) -> str:
    """A part in a sentence: its words and whose they are, or else what it holds in plain values."""
    text = next((texts[0] for name in _TELLING if (texts := _texts(part.get(name, {})))), "")
    if not text:
        return " ".join(value for name, value in part.items() if name != "id" and isinstance(value, str)) or part["id"]
    speakers = [_show_one(each, entities) for each in part.get("speaker", ()) if not each["id"].startswith("source/")]
    said_by = ", ".join(speakers or _texts(part.get("speakerWording", {})))
    return f"“{text}” ({said_by})" if said_by else f"“{text}”"


def _texts(by_language: Mapping[str, Sequence[str]]) -> list[str]:
    return [text for texts in by_language.values() for text in texts]


def _label(thing: str, entities: Entities) -> str:
    """The editors' label of a thing; one that they leave without a name is only pointed at."""
    return entities.label(thing) if entities.names(thing) else f"[{thing}]"


def _quantity(part: Tree) -> str:
    return str(parse_quantity(part["value"], part["unit"], approximate=part.get("approximate") == "true"))


def _point(part: Tree) -> str:
    within = f" (within {part['radius']} m)" if "radius" in part else ""
    return f"{part['latitude']}, {part['longitude']}{within}"


# The keys that tell best what a part is, best first.
_TELLING = ("quote", "paraphrase", "text", "name", "description", "reason")

# How parts are written that are values, told by the key that each of them must have.
_PARTS: dict[str, Callable[[Tree], str]] = {
    "unit": _quantity,
    "latitude": _point,
    "duration": lambda part: str(part["duration"]),
}
