"""Checks that what records point at exists: an entity, another record's thing, a source, or something that is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from memorial_kg.errors import Problem
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.records.model import Record, Tree
from memorial_kg.records.rows import Path, key_of, stands_at
from memorial_kg.values import did_you_mean, quote

__all__ = ["check_references", "pointed_at"]

# To compare two ids takes ten microseconds; nobody reads more guesses than fit into a second or two.
_MOST_COMPARED = 200_000
_MOST_GUESSES = 20


class _Mention(NamedTuple):
    """A thing that a record points at, where it does, and whether it names it there."""

    id: str
    path: Path
    named: bool


def check_references(
    records: Iterable[Record],
    editors: Iterable[Record],
    sources: Iterable[str],
    ontology: Ontology,
    *,
    known: Iterable[str] = (),
) -> list[Problem]:
    """A problem for each reference to a thing that nobody describes.

    `editors` are the editors' own descriptions and decisions. A thing is described there, by a record about it, or by a
    name wherever a record mentions it; a place in a city's own list needs no entry of its own to be a place. `known`
    are things that are described by records that are not given.
    """
    told, edited = [*records], [*editors]
    pointed = [(record, [*pointed_at(record, ontology)]) for record in (*told, *edited)]
    known = {*known, *(f"source/{name}" for name in sources)}
    known |= {name for record in (*told, *edited) for name in (record.id, record.about)}
    known |= {name for record, pointers in pointed if record.source for name, named in pointers if named}
    unknown = dict.fromkeys(name for _, pointers in pointed for name, _ in pointers if name not in known)
    if not unknown:
        return []
    by_namespace: dict[str, list[str]] = {}
    for each in sorted(known):
        namespace, _, name = each.partition("/")
        by_namespace.setdefault(namespace, []).append(name)
    hints = {each: _hint(each, by_namespace, number) for number, each in enumerate(unknown)}
    lost = (record for record, pointers in pointed if any(name in unknown for name, _ in pointers))
    mentions = ((record, mention) for record in lost for mention in _mentions(record, ontology))
    return [_problem(record, mention, hints[mention.id]) for record, mention in mentions if mention.id in unknown]


def pointed_at(record: Record, ontology: Ontology) -> Iterator[tuple[str, bool]]:
    """The id of each thing that a record points at, and whether it names it there; a thing may come several times."""
    pointers = _pointers(ontology)
    shape = ontology.shape_of(record.about)
    return _within(record.claims, shape.name, pointers, ontology) if shape is not None else iter(())


@lru_cache(4)
def _pointers(ontology: Ontology) -> dict[str, dict[str, Key]]:
    """The keys of each shape under which something can be pointed at."""
    pointing = ("reference", "part", "iri")
    return {
        name: {key.name: key for key in shape.keys.values() if key.kind in pointing}
        for name, shape in ontology.shapes.items()
    }


def _within(
    claims: Mapping[str, Tree], shape: str, pointers: Mapping[str, Mapping[str, Key]], ontology: Ontology
) -> Iterator[tuple[str, bool]]:
    keys, namespaces = pointers[shape], ontology.by_namespace
    for name, value in claims.items():
        if name not in keys:
            continue
        key = keys[name]
        for item in value if isinstance(value, list) else (value,):
            if key.kind == "part":
                yield from _within(item, key.part, pointers, ontology)
                continue
            pointed = item if key.kind == "iri" else item["id"]
            inner = namespaces.get(pointed.partition("/")[0])
            if inner is not None:
                yield pointed, key.kind == "reference" and "name" in item
                if key.kind == "reference" and len(item) > 1:
                    yield from _within(item, inner.name, pointers, ontology)


def _mentions(record: Record, ontology: Ontology) -> Iterator[_Mention]:
    shape = ontology.shape_of(record.about)
    if shape is not None:
        yield from _in_mapping(record.claims, shape, (), ontology)


def _in_mapping(claims: Mapping[str, Tree], shape: Shape, path: Path, ontology: Ontology) -> Iterator[_Mention]:
    for name, value in claims.items():
        key = shape.keys.get(name)
        if key is None or key.kind not in ("reference", "part", "iri"):
            continue
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            at = (*path, name, index) if isinstance(value, list) else (*path, name)
            if key.kind == "iri":
                if item.partition("/")[0] in ontology.by_namespace:
                    yield _Mention(item, at, named=False)
            elif key.kind == "part":
                yield from _in_mapping(item, ontology.shapes[key.part], at, ontology)
            elif (inner := ontology.shape_of(item["id"])) is not None:
                yield _Mention(item["id"], at, "name" in item)
                yield from _in_mapping(item, inner, at, ontology)


def _advice(namespace: str) -> str:
    if namespace in ("record", "memorial", "proposal"):
        return "correct the id, or add the record"
    if namespace == "source":
        return "correct the id, or add the folder of the source"
    return "add it to entities/, or give it a `name` here"


def _hint(unknown: str, known: Mapping[str, list[str]], number: int) -> str:
    namespace, slash, name = unknown.partition("/")
    choices = known.get(namespace, [])
    few = number < _MOST_GUESSES and number * len(choices) < _MOST_COMPARED
    guess = did_you_mean(name, choices) if few else ""
    return guess.replace("'", f"'{namespace}{slash}", 1) or _advice(namespace)


def _problem(record: Record, mention: _Mention, hint: str) -> Problem:
    path, line = stands_at(mention.path, record.origin)
    return Problem(
        record.origin.file,
        line,
        record.key or record.about,
        key_of(path),
        f"{quote(mention.id)} is described nowhere",
        "something that entities/ or a record describes",
        hint,
    )
