"""Holds a rule of a crosswalk against the ontology: its key is there and takes such a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.sources.crosswalk.options import KINDS
from memorial_kg.sources.crosswalk.rules import KeyRule, Lookup
from memorial_kg.sources.tables import Table
from memorial_kg.values import did_you_mean, quote

__all__ = ["Desk", "check_words", "keys_on_the_way", "kind_of", "lookup_of"]

_MOST_DECIMALS: Final = 12
_EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"

# The ways of reading that a kind of key allows; the first is meant where `as` says nothing.
_KINDS_OF_PART: Final[Mapping[str, tuple[str, ...]]] = {
    "Quantity": ("measure",),
    "Coordinates": ("coordinates", "geometry"),
}

# Words of a rule that mean something for some ways of reading only.
_ONLY_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "date-order": ("date",),
    "two-digit-years": ("date",),
    "unit": ("measure",),
    "order": ("measure",),
    "coordinate-order": ("coordinates",),
    "shapes": ("geometry",),
    "decimals": ("plain", "coordinates", "geometry"),
    "id": ("reference",),
    "name": ("reference",),
    "language": ("text", "reference"),
    "language-column": ("text", "reference"),
}

# Words that need another word beside them.
_NEEDS: Final = {"unknown": "lookup", "unmatched": "regex"}


@dataclass
class Desk:
    """What is known while rules are read: the ontology, what the source says for all rules, which tables were used."""

    ontology: Ontology
    shape: Shape
    harvest: Table
    language: str
    date_languages: tuple[str, ...]
    date_order: str
    century: str
    nulls: frozenset[str]
    lookups: Mapping[str, Lookup]
    used: set[str] = field(default_factory=set)

    def check_all(self, tables: list[Table], rules: list[KeyRule | None]) -> None:
        """Check what only all rules together can get wrong: parts without what they need, tables that nobody reads."""
        known = [(table, rule) for table, rule in zip(tables, rules, strict=True) if rule is not None]
        if len(known) == len(rules):
            _check_required(known, self.ontology)
        for name, lookup in self.lookups.items():
            if name not in self.used and lookup.written:
                self.harvest.refuse(
                    f"lookup.{name}", "no rule asks this table", "", f'write `lookup = "{name}"` in a rule'
                )


def keys_on_the_way(table: Table, name: str, desk: Desk) -> tuple[Key, ...] | None:
    """The keys along a path such as `inauguration.date`."""
    shapes: list[Shape] = [desk.shape]
    found: list[Key] = []
    for depth, part in enumerate(name.split(".")):
        choices = {key.name: key for shape in shapes for key in shape.written_keys}
        if depth == 0:
            choices["note"] = desk.ontology.shapes["Record"].keys["note"]
        if part not in choices:
            where = " or ".join(shape.name for shape in shapes) or f"no key inside `{found[-1].name}`"
            todo = (
                did_you_mean(part, choices)
                or f"`memorial-kg keys {(shapes or [desk.shape])[0].name.lower()}` lists them"
            )
            table.refuse("key", f"there is no key {quote(part)}", f"a key of {where}" if shapes else where, todo)
            return None
        found.append(choices[part])
        shapes = _inside(choices[part], desk.ontology)
    last = found[-1]
    if last.kind == "part" and last.part not in _KINDS_OF_PART:
        inner = desk.ontology.shapes[last.part].written_keys[0].name
        table.refuse("key", f"`{name}` is made of parts", f"one of its keys, such as {name}.{inner}",
                     f"`memorial-kg keys {last.part.lower()}` lists them")  # fmt: skip
        return None
    return tuple(found)


def _inside(key: Key, ontology: Ontology) -> list[Shape]:
    """The shapes of what a key holds: those of its part, or of the things to which it can refer."""
    if key.kind == "part":
        return [ontology.shapes[key.part]]
    return [ontology.by_class[cls] for cls in key.classes if key.kind == "reference" and cls in ontology.by_class]


def kind_of(table: Table, said: Mapping[str, object], key: Key) -> str:
    """How the rule reads its value: as it says, or as the key asks."""
    fitting = _KINDS_OF_PART.get(key.part, ()) if key.kind == "part" else (key.kind,)
    if key.datatype == _EDTF:
        fitting = ("date", "plain")
    stated = str(said.get("as", fitting[0]))
    if stated not in fitting:
        table.refuse("as", f"`{key.name}` cannot be read as {stated}", " or ".join(fitting),
                     f"it is {KINDS[fitting[0]]}")  # fmt: skip
        return fitting[0]
    return stated


def check_words(table: Table, said: Mapping[str, object], kind: str) -> None:
    """Refuse words that say nothing for this way of reading, or not without others."""
    for word, kinds in _ONLY_FOR.items():
        if word in said and kind not in kinds:
            table.refuse(
                word, f"it says nothing for {KINDS[kind]}", f"a rule that reads {' or '.join(kinds)}", "remove it"
            )
    if cast("int", said.get("decimals") or 0) > _MOST_DECIMALS:
        what = f"{said['decimals']} decimals are more than anybody measures"
        todo = "write 6, which is a step of ten centimetres on the globe"
        table.refuse("decimals", what, f"at most {_MOST_DECIMALS}", todo)
    for word, other in _NEEDS.items():
        if word in said and other not in said:
            table.refuse(word, f"it says nothing without `{other}`", "", f"add `{other}`, or remove it")
    if kind == "coordinates" and "coordinate-order" not in said:
        table.refuse("coordinate-order", "is missing", "lat-lon or lon-lat", "say which number comes first")


def lookup_of(table: Table, said: Mapping[str, object], key: Key, desk: Desk) -> Lookup | None:
    """The table that the rule asks, each of its meanings one that the key takes."""
    if "lookup" not in said:
        return None
    name = str(said["lookup"])
    if name not in desk.lookups:
        todo = did_you_mean(name, desk.lookups) or f"add [harvest.lookup.{name}]"
        table.refuse("lookup", f"there is no table [harvest.lookup.{name}]", "a table that stands below", todo)
        return None
    desk.used.add(name)
    for word, meanings in desk.lookups[name].written.items():
        for meaning in meanings:
            _check_meaning(table, f"{name}: {word}", meaning, key, desk.ontology)
    return desk.lookups[name]


def _check_meaning(table: Table, word: str, meaning: str, key: Key, ontology: Ontology) -> None:
    namespaces = ontology.namespaces(key)
    if key.kind == "choice" and meaning not in key.choices:
        table.refuse("lookup", f"{word} = {quote(meaning)} is not a word for `{key.name}`",
                     f"one of {', '.join(sorted(key.choices))}", did_you_mean(meaning, key.choices))  # fmt: skip
    if key.kind == "reference" and meaning.partition("/")[0] not in namespaces:
        table.refuse("lookup", f"{word} = {quote(meaning)} is not such an id",
                     " or ".join(f"{each}/…" for each in namespaces), "write the id of the thing")  # fmt: skip


def _check_required(known: list[tuple[Table, KeyRule]], ontology: Ontology) -> None:
    """Every part gets the keys without which it says nothing."""
    stated = {(rule.part, rule.name) for _, rule in known}
    whole = {(rule.part, rule.name) for _, rule in known if rule.key.kind == "part"}
    told: set[tuple[str, str]] = set()
    for table, rule in known:
        parts = rule.name.split(".")
        for depth, key in enumerate(rule.keys, start=1):
            prefix = ".".join(parts[:depth])
            if key.kind != "part" or (rule.part, prefix) in told:
                continue
            told.add((rule.part, prefix))
            for inner in ontology.shapes[key.part].written_keys:
                given = (rule.part, f"{prefix}.{inner.name}") in stated
                computed = (rule.part, prefix) in whole and inner.name != "method"
                if inner.required and not given and not computed:
                    table.refuse("key", f"nothing gives `{prefix}.{inner.name}`, which it needs", inner.description,
                                 f'add a rule with `key = "{prefix}.{inner.name}"`')  # fmt: skip
