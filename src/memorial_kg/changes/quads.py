"""Gives the quads by which two versions of a source's records differ, however large the source is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from memorial_kg.changes.rows import Collection
from memorial_kg.changes.workspaces import collection_of
from memorial_kg.errors import InputError, Problem
from memorial_kg.graph.mapper import Mapper
from memorial_kg.graph.nodes import Trees
from memorial_kg.ontology import Ontology
from memorial_kg.records import Record, Tree
from memorial_kg.records.entities import Entities
from memorial_kg.terms import lines, unwrap

__all__ = ["record_lines"]


def record_lines(
    old: Path, new: Path, ontology: Ontology, problems: list[Problem], named: tuple[str, str]
) -> tuple[list[str], list[str]]:
    """The quads that only the old records state, and those that only the new ones do, as sorted lines.

    `named` are the name of the source, and the IRI that all ids begin with. The quads are what the source says, in its
    own graph, and the description of its records; a reconciled graph takes all sources. A quad that goes with one
    record stays if another one states it, so all records are looked at, but none is held that is the same in both.

    Raises InputError if a record is not good: half a step would lead nowhere.
    """
    source, base = named
    pair = [collection_of(each, source, ontology) for each in (old, new)]
    before, after = (each.fingerprints(problems) for each in pair)
    same = {name for name, said in before.items() if after.get(name) == said}
    maker = _Maker(ontology, base)
    gone, came = (set(maker.lines(each, problems, lambda name, _: name not in same)) for each in pair)
    gone, came = gone - came, came - gone
    spoken_of = {unwrap(line.partition(" ")[0]).partition("#")[0].removeprefix(base) for line in gone | came}
    # A record that mentions none of these things states none of these quads.
    for line in maker.lines(pair[1], problems, lambda name, row: name in same and _mentions(row, spoken_of)):
        gone.discard(line)
        came.discard(line)
    if problems:
        raise InputError("a patch takes good records only", sorted({*problems}))
    return sorted(gone), sorted(came)


def _mentions(tree: Tree, things: set[str]) -> bool:
    """Whether a row, as it was written, names one of some things anywhere."""
    if isinstance(tree, str):
        return tree.strip() in things
    items = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return any(_mentions(item, things) for item in items)


class _Maker:
    def __init__(self, ontology: Ontology, base: str) -> None:
        self.trees, self.mapper = Trees(ontology, Entities([], ontology)), Mapper(ontology, base)

    def lines(self, records: Collection, problems: list[Problem], wanted: Callable[[str, Tree], bool]) -> Iterator[str]:
        for _, record in records.records(wanted, problems):
            yield from self.of(record)

    def of(self, record: Record) -> list[str]:
        said = self.mapper.quads(self.trees.thing(record), f"source/{record.source}")
        return lines([*said, *self.mapper.quads(self.trees.record(record))])
