"""The strict door at speed: what is plainly good passes at once, and whatever is in doubt goes through the door itself.

The keys of each shape are made into functions once. Each gives the value that the door would give, or raises a doubt;
then the door reads the whole record, and says what is wrong if anything is. So there is one door, and one set of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias

from memorial_kg.errors import Problem
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.records.door import check_record
from memorial_kg.records.jsonlines import json_lines
from memorial_kg.records.kinds import Kinds
from memorial_kg.records.model import Origin, Record, Tree
from memorial_kg.records.remembered import Doubt, Doubting, Scalar, Values, each_once
from memorial_kg.records.rows import Path, Row
from memorial_kg.records.together import check_evidence, check_parts, check_together

__all__ = ["Door"]

# Of a key: its value as it is written, the path of the mapping that holds it, and what is known of the record so far.
# Of an item of a key: the same, with its own path.
_Check: TypeAlias = Callable[[Tree, Path, Kinds], Tree]
_Mapping: TypeAlias = Callable[[dict[str, Tree], Path, Kinds], dict[str, Tree]]

_DEEPEST = 30  # Good records are not deeper; below it the door itself decides.


class Door:
    """The strict door for the records of one source: `check` gives what `check_record` gives, but sooner."""

    def __init__(self, ontology: Ontology, source: str) -> None:
        self.ontology, self.source = ontology, source
        self._shapes = _shapes_of(ontology)

    def read_lines(
        self, lines: Iterable[bytes], file: str, first_line: int = 1
    ) -> Iterator[tuple[Record | None, list[Problem]]]:
        """The record of each line of JSON, or None, and what is wrong with it; the first line has this number."""
        for row in json_lines(lines, file, first_line):
            yield self.check(row)

    def check(self, row: Row) -> tuple[Record | None, list[Problem]]:
        """The record of a row, or None, and everything that is wrong with it."""
        record = self.plainly_good(row)
        return check_record(row, self.source, self.ontology) if record is None else (record, [])

    def plainly_good(self, row: Row) -> Record | None:
        """The record of a row that is plainly good; None if there is any doubt."""
        if row.problems or type(row.tree) is not dict:
            return None
        try:
            return self._shapes.record(row.tree, self.source, row.origin)
        except Doubt:
            return None


class _Shapes:
    """The shapes of an ontology as functions."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.wrong = Doubting()
        self.values = Values(ontology, self.wrong)
        header = ontology.shapes["Record"]
        self.header_keys = ("record", *(key.name for key in header.written_keys))
        self.about = self.values.thing(ontology.subjects())
        # References and parts hold each other, so what reads them is looked up when it is needed.
        self.inner: dict[str, _Mapping] = {}
        self.inner |= {name: self.mapping(shape, ("id",)) for name, shape in ontology.shapes.items()}
        self.header = self.mapping(header, ("record", "about"))
        self.subjects = {name: self.mapping(ontology.by_namespace[name], ()) for name in ontology.subjects()}

    def record(self, tree: dict[str, Tree], source: str, origin: Origin) -> Record:
        """The record of a tree, as `check_record` makes it."""
        kinds = Kinds(self.ontology, self.wrong, source)
        kinds.record = kinds.ids.record_key(tree.get("record"))
        about = self.about(tree.get("about"))
        names = self.header_keys
        head = self.header({name: tree[name] for name in names if name in tree}, (), kinds)
        kinds.parts.clear()
        stated = {name: value for name, value in tree.items() if name not in names}
        claims = self.subjects[about.partition("/")[0]](stated, (), kinds)
        check_parts(kinds.parts, kinds.ids.pointers, self.wrong)
        if "evidence" in tree:
            check_evidence(tree["evidence"], stated, self.wrong)
        return kinds.record_of(about, claims, head, origin)

    def mapping(self, shape: Shape, others: tuple[str, ...]) -> _Mapping:
        """What brings a mapping into canonical form; `others` are keys that are read elsewhere."""
        keys = [key for key in shape.written_keys if key.name not in others]
        checks = {key.name: (number, self.key(key)) for number, key in enumerate(keys)}
        required = {key.name for key in shape.written_keys if key.required}

        def check(tree: dict[str, Tree], path: Path, kinds: Kinds) -> dict[str, Tree]:
            if len(path) > _DEEPEST or not required <= tree.keys():
                raise Doubt
            made = {}
            last, in_order = -1, True
            for name, value in tree.items():
                if name in checks:
                    number, read = checks[name]
                    made[name] = read(value, path, kinds)
                    in_order, last = in_order and last < number, number
                elif name not in others:
                    raise Doubt
            check_together(made, tree.keys(), shape.name, path, self.wrong)
            return made if in_order else {name: made[name] for name in checks if name in made}

        return check

    def key(self, key: Key) -> _Check:
        """What brings the value of a key into canonical form."""
        if key.kind == "text":
            return lambda tree, _path, _kinds: self.values.texts(tree)
        if key.kind in ("plain", "choice") or (key.kind == "iri" and key.pattern):
            return _of_scalars(self.values.scalar(key), single=key.single)
        item = {"iri": self.iri, "reference": self.reference, "part": self.part}[key.kind](key)
        return _of_items(item, key.name, single=key.single)

    def iri(self, key: Key) -> _Check:
        """What reads an IRI, the id of a thing, or that of a part, which is held against the parts of the record."""
        scalar = self.values.scalar(key)

        def check(tree: Tree, path: Path, kinds: Kinds) -> Tree:
            is_pointer = type(tree) is str and tree.startswith("#")
            return kinds.ids.thing(tree, path, ()) if is_pointer else scalar(tree)

        return check

    def reference(self, key: Key) -> _Check:
        """What reads a reference."""
        namespaces = self.ontology.namespaces(key)
        if not namespaces:
            return _pointer
        thing, shapes, inner = self.values.thing(namespaces), self.ontology.by_namespace, self.inner

        def check(tree: Tree, path: Path, kinds: Kinds) -> Tree:
            if type(tree) is not dict:
                return {"id": thing(tree)}
            found = thing(tree.get("id"))
            return {"id": found, **inner[shapes[found.partition("/")[0]].name](tree, path, kinds)}

        return check

    def part(self, key: Key) -> _Check:
        """What reads a part."""
        shape, inner, local_id = self.ontology.shapes[key.part], self.inner, self.values.local_id
        is_value = bool(shape.identified_by)

        def check(tree: Tree, path: Path, kinds: Kinds) -> Tree:
            made = inner[shape.name](tree, path, kinds) if type(tree) is dict else None
            if not made:
                raise Doubt
            part = kinds.fragment(made, key, shape, path) if key.single or "id" not in tree else local_id(tree["id"])
            if key.single and tree.get("id", part) != part:
                raise Doubt
            kinds.parts.append((part, () if is_value else path))
            return {"id": part, **made}

        return check


def _of_scalars(scalar: Scalar, *, single: bool) -> _Check:
    """What reads the value of a key that takes one string, or several."""
    if single:
        return lambda tree, _path, _kinds: scalar(tree)
    return lambda tree, _path, _kinds: each_once([scalar(item) for item in (tree if type(tree) is list else (tree,))])


def _of_items(item: _Check, name: str, *, single: bool) -> _Check:
    """What reads the value of a key whose items can hold others."""

    def one(tree: Tree, path: Path, kinds: Kinds) -> Tree:
        return item(tree, (*path, name), kinds)

    def several(tree: Tree, path: Path, kinds: Kinds) -> Tree:
        trees = tree if type(tree) is list else (tree,)
        made = [item(each, (*path, name, index), kinds) for index, each in enumerate(trees)]
        each_once([each["id"] if type(each) is dict else each for each in made])
        return made

    return one if single else several


def _pointer(tree: Tree, path: Path, kinds: Kinds) -> Tree:
    """A reference to a part of the same record."""
    if type(tree) is dict:
        if [*tree] != ["id"]:
            raise Doubt
        tree = tree["id"]
    return {"id": kinds.ids.thing(tree, path, ())}


@lru_cache(4)
def _shapes_of(ontology: Ontology) -> _Shapes:
    """The shapes of an ontology as functions, made once."""
    return _Shapes(ontology)
