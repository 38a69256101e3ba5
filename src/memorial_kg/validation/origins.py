"""Leads from a node of the graph back to the record, the file and the line that it was written in."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from memorial_kg.errors import InputError
from memorial_kg.graph import Trees
from memorial_kg.ontology import Ontology, Shape
from memorial_kg.records import Record, Tree
from memorial_kg.records.entities import Entities
from memorial_kg.records.model import Origin, nodes_of

__all__ = ["Origins", "Place", "Written", "origins_of"]

_Path = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something was written: the id of the record, the file, the line (0 if it is not known)."""

    record: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """One record as it was written down: the line of each node in it, and of each property of each node, by IRI."""

    record: str
    graph: str
    file: str
    nodes: Mapping[str, tuple[int, Mapping[str, int]]]


@dataclass(frozen=True)
class Origins:
    """Where the nodes of a dataset come from: of each source's graph, and of the reconciled default graph."""

    written: tuple[Written, ...] = ()
    _index: dict[tuple[str, str], list[Written]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # The default graph holds what the editors wrote, then what it took from any source.
        for graphs in ({""}, {each.graph for each in self.written} - {""}):
            for each in self.written:
                for node in each.nodes if each.graph in graphs else ():
                    for graph in {each.graph, ""}:
                        self._index.setdefault((graph, node), []).append(each)

    def find(self, graph: str, node: str, predicate: str = "") -> Place:
        """Where a node of a graph was written, or better its property; for computed parts, where their thing was."""
        found = self._index.get((graph, node)) or self._index.get((graph, node.partition("#")[0])) or []
        name = node if (graph, node) in self._index else node.partition("#")[0]
        for each in found:
            line = each.nodes[name][1].get(predicate)
            if line:
                return Place(each.record, each.file, line)
        return Place(found[0].record, found[0].file, found[0].nodes[name][0]) if found else Place()

    def to_json_lines(self) -> str:
        """The origins as lines of JSON, one record each, for a file beside the graph."""
        return "".join(f"{json.dumps(_row(each), ensure_ascii=False)}\n" for each in self.written)

    @classmethod
    def from_json_lines(cls, lines: Iterable[str], nodes: Collection[str] | None = None) -> Origins:
        """The origins that `to_json_lines` wrote, in whatever order; of many only those of some nodes."""
        try:
            told = (_written(json.loads(line)) for line in lines)
            written = [each for each in told if nodes is None or not each.nodes.keys().isdisjoint(nodes)]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"the origins of the records cannot be read ({error}): build the graph again") from error
        return cls(tuple(sorted(written, key=lambda each: (each.record, not each.graph))))


def _row(each: Written) -> dict[str, object]:
    """A record as JSON: where nothing stands on a line of its own, its line and the names of its nodes are enough."""
    row: dict[str, object] = {"record": each.record, "graph": each.graph, "file": each.file}
    lines = {line for line, _ in each.nodes.values()}
    if len(lines) == 1 and not any(keys for _, keys in each.nodes.values()):
        return {**row, "line": lines.pop(), "nodes": [*each.nodes]}
    return {**row, "nodes": each.nodes}


def _written(row: dict[str, Any]) -> Written:
    if "line" in row:
        nodes: dict[str, tuple[int, Mapping[str, int]]] = {node: (row["line"], {}) for node in row["nodes"]}
    else:
        nodes = {node: (line, keys) for node, (line, keys) in row["nodes"].items()}
    return Written(row["record"], row["graph"], row["file"], nodes)


def origins_of(records: Iterable[Record], base: str, ontology: Ontology) -> Origins:
    """The origins of what records say; those without a source (entities, decisions …) are of the default graph."""
    trees = Trees(ontology, Entities([], ontology))
    written: list[Written] = []
    for record in sorted(records, key=lambda record: record.id):
        graph = f"{base}source/{record.source}" if record.source else ""
        if record.origin.lines:
            written += _line_by_line(record, graph, trees, _Walk(record.origin, base, ontology))
        else:
            written += _on_one_line(record, graph, base)
    return Origins(tuple(written))


def _on_one_line(record: Record, graph: str, base: str) -> Iterator[Written]:
    """A record that stands on one line: its thing and what it mentions; parts are found by their thing."""
    file, line = record.origin.file, record.origin.line
    mentioned = (node["id"] for node in nodes_of(record.claims) if "/" in node["id"] and node["id"][0] != "#")
    things = dict.fromkeys((record.about, *mentioned))
    yield Written(record.id, graph, file, {base + each: (line, {}) for each in things})
    if record.source:
        yield Written(record.id, "", file, {base + record.id: (line, {})})


def _line_by_line(record: Record, graph: str, trees: Trees, walk: _Walk) -> Iterator[Written]:
    walk.node(trees.thing(record), ())
    yield Written(record.id, graph, record.origin.file, walk.nodes)
    if record.source:
        header = walk.again()
        header.node(trees.record(record), ())
        me = walk.base + record.id
        own = {node: lines for node, lines in header.nodes.items() if node.partition("#")[0] == me}
        yield Written(record.id, "", record.origin.file, own)


class _Walk:
    """Follows a tree of nodes and the lines of the file that it came from, side by side."""

    def __init__(self, origin: Origin, base: str, ontology: Ontology) -> None:
        self._origin, self.base, self._ontology = origin, base, ontology
        self._shapes: dict[str, Shape] = {
            shape.cls.rpartition("#")[2].rpartition("/")[2]: shape for shape in ontology.shapes.values()
        }
        self.nodes: dict[str, tuple[int, dict[str, int]]] = {}

    def again(self) -> _Walk:
        """Another walk along the same lines."""
        return _Walk(self._origin, self.base, self._ontology)

    def node(self, tree: dict[str, Tree], path: _Path) -> None:
        shape = self._shapes[tree["type"][0]]
        _, keys = self.nodes.setdefault(self.base + tree["id"], (self._line(path), {}))
        for name, value in tree.items():
            if name not in ("id", "type"):
                at = (*path, name)
                stated = self._origin.lines.get(at)
                if stated:
                    keys.setdefault(shape.keys[name].path, stated)
                for inner, place in self._inside(value, at):
                    self.node(inner, place)

    def _inside(self, value: Tree, at: _Path) -> Iterator[tuple[dict[str, Tree], _Path]]:
        """The nodes in a value, each with its path in the file, where a single value has no index."""
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, dict) and "type" in item and "id" in item:  # not a text in Indonesian, {"id": […]}
                yield item, (*at, index) if (*at, index) in self._origin.lines else at

    def _line(self, path: _Path) -> int:
        while path and path not in self._origin.lines:
            path = path[:-1]
        return self._origin.lines[path] if path else self._origin.line
