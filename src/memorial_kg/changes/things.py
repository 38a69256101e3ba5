"""Says of one thing what two built datasets say differently: each key once, with the sources behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal as OneOf

from memorial_kg.changes.model import ItemChange, KeyChange, Turn
from memorial_kg.changes.nodes import Node, Words
from memorial_kg.changes.words import remark
from memorial_kg.ontology import Key, Shape
from memorial_kg.reconcile.comparison import show
from memorial_kg.records import Tree
from memorial_kg.records.entities import Entities
from memorial_kg.terms import RDF_TYPE, RDFS_LABEL, Literal, parse_term, unwrap

__all__ = ["thing_change"]

_DIRECT = "<http://www.wikidata.org/prop/direct/"  # repeats what other statements say
_COUNTS = "<http://rdfs.org/ns/void#"  # how large the dataset is
_TELLING = ("disjoint", "overlaps")  # the relations that somebody wants to hear of


def thing_change(root: str, nodes: Sequence[Node], words: Words) -> ItemChange:
    """What differs of one thing: its nodes that differ, with all of its comparisons."""
    thing = _Thing(root, nodes, words)
    keys = sorted(thing.keys(), key=lambda change: change.minor)
    local = words.id(root)
    title = words.label(root)
    part = local.partition("/")[0].partition(":")[0]
    return ItemChange(part, local, thing.happened(), "" if title == local else title, tuple(keys))


class _Thing:
    def __init__(self, root: str, nodes: Sequence[Node], words: Words) -> None:
        self.root, self.words = root, words
        comparison = words.ontology.shapes["Comparison"]
        self.paths = {name: f"<{key.path}>" for name, key in comparison.keys.items()}
        self.relations = {iri: name for name, iri in comparison.keys["relation"].choices.items()}
        is_comparison = {node.iri: words.shape(node) is comparison for node in nodes}
        self.comparisons = [node for node in nodes if is_comparison[node.iri]]
        self.nodes = [node for node in nodes if not is_comparison[node.iri]]
        self.shapes = {node.iri: words.shape(node) for node in self.nodes}
        self.by_iri = {node.iri: node for node in self.nodes}

    def happened(self) -> OneOf["added", "removed", "changed"]:
        node = self.by_iri.get(self.root)
        if node is None or (node.old and node.new):
            return "changed"
        return "added" if node.new else "removed"

    def keys(self) -> Iterator[KeyChange]:
        told: set[tuple[str, str]] = set()
        for node in self.nodes:
            found = [
                (key, self.key(node, predicate, key))
                for predicate in node.changed
                for key in [self.words.key(predicate, self.shapes[node.iri])]
            ]
            for key, change in found:
                told |= {(node.iri, key.path)} if key and (change.old or change.new) else set()
                yield replace(change, minor=True) if key and _follows(key, change, found) else change
        for comparison in self.comparisons:
            yield from self.compared(comparison, told)

    # -- a property of a node ------------------------------------------------------------------------------------------

    def key(self, node: Node, predicate: str, key: Key | None) -> KeyChange:
        old, new = node.values(predicate, "")
        before, after = (self.disputed(node, predicate, new=when) for when in (False, True))
        path, label = self.named(node, predicate, key)
        change = KeyChange(
            path,
            label,
            details=tuple(self.details(node, predicate, key)),
            minor=self.is_minor(node, predicate, key),
        )
        if old == new and not (before or after):
            return change
        return replace(
            change,
            old=self.state(node, predicate, key, new=False),
            new=self.state(node, predicate, key, new=True),
            turn=_turn(before=before, after=after),
            remark=self.remark(old, new, key) if len(old) == len(new) == 1 else "",
        )

    def state(self, node: Node, predicate: str, key: Key | None, *, new: bool) -> str:
        """What one reconciled graph has here and the other has not, and, where it has nothing, why."""
        values, others = node.values(predicate, "")[new], node.values(predicate, "")[not new]
        if values:
            return self.terms(values - others, key, others - values)
        stated = ((graph, node.values(predicate, graph)[new]) for graph in node.graphs(predicate))
        said = "; ".join(f"{self.source(graph)}: {self.terms(terms, key)}" for graph, terms in stated if terms)
        if self.disputed(node, predicate, new=new):
            return f"disputed ({said})" if said else "disputed"
        return f"left open ({said})" if said and key is not None and key.single else ""

    def details(self, node: Node, predicate: str, key: Key | None) -> Iterator[str]:
        """Which source says something else than before."""
        for graph in node.graphs(predicate):
            old, new = node.values(predicate, graph)
            if old != new:
                gone, came = self.terms(old - new, key, new - old), self.terms(new - old, key, old - new)
                yield f"{self.source(graph)}: {_became(gone, came)}"

    def disputed(self, node: Node, predicate: str, *, new: bool) -> bool:
        """Whether two sources contradict each other on a property of a node."""
        here = (node.iri, unwrap(predicate))
        return any(self.relation(each, new=new) == "disjoint" for each in self.comparisons if self.about(each) == here)

    def is_minor(self, node: Node, predicate: str, key: Key | None) -> bool:
        """Whether a value only follows from others, or counts them."""
        if predicate in (RDF_TYPE, RDFS_LABEL) or predicate.startswith((_DIRECT, _COUNTS)):
            return True
        shape = self.shapes[node.iri]
        if key is None or shape is None:
            return not node.iri.startswith(self.words.base)
        if shape.identified_by and node.iri != self.root:  # A value that comes or goes is told where it stands.
            return not (node.old and node.new)
        if key.kind == "part":
            return not self.words.ontology.shapes[key.part].identified_by
        return key.name == "locator" or (key.derived and key.kind != "reference")

    # -- a comparison --------------------------------------------------------------------------------------------------

    def about(self, comparison: Node) -> tuple[str, str]:
        """The node and the property that a comparison is about."""
        node, prop = (comparison.one(self.paths[name], new=bool(comparison.new)) for name in ("node", "property"))
        return node, prop

    def relation(self, comparison: Node, *, new: bool) -> str:
        return self.relations.get(comparison.one(self.paths["relation"], new=new), "")

    def compared(self, comparison: Node, told: set[tuple[str, str]]) -> Iterator[KeyChange]:
        """A comparison that came, went or turned out otherwise; of minor weight where its values are told already."""
        if not comparison.changed:
            return
        old, new = (self.relation(comparison, new=when) for when in (False, True))
        stands = bool(comparison.new)
        key = comparison.one(self.paths["key"], new=stands)
        is_told = self.about(comparison) in told
        turn = "" if is_told else _turn(before=old == "disjoint", after=new == "disjoint")
        yield KeyChange(
            key,
            key,
            old,
            new,
            turn=turn,
            details=(comparison.one(self.paths["explanation"], new=stands),),
            minor=is_told or old == new or not {old, new} & {*_TELLING},
        )

    # -- words ---------------------------------------------------------------------------------------------------------

    def named(self, node: Node, predicate: str, key: Key | None) -> tuple[str, str]:
        """The path of keys to a property of a node, and the same for people."""
        name = key.name if key else self.words.id(unwrap(predicate))
        label = key.label if key else name
        fragment = node.iri.partition("#")[2]
        if not fragment:
            return name, label
        outer = self.words.ontology.shape_of(self.words.id(self.root))
        holder = outer.keys.get(fragment) if outer else None
        return f"{fragment}.{name}", f"{holder.label if holder else fragment}: {label}"

    def source(self, graph: str) -> str:
        return self.words.id(graph).removeprefix("source/")

    def terms(self, terms: Iterable[str], key: Key | None, among: Iterable[str] = ()) -> str:
        """Values in words; one that is a node of its own by what it holds."""
        shape = self.words.ontology.shapes.get(key.part) if key else None
        if key is None or shape is None or not shape.identified_by:
            return self.words.terms(terms, among)
        return ", ".join(sorted(self.part(each, key, shape) for each in terms))

    def part(self, term: str, key: Key, shape: Shape) -> str:
        tree = self.tree(term, shape)
        return show([tree], replace(key, single=False), self.nobody()) if len(tree) > 1 else self.words.term(term)

    def tree(self, term: str, shape: Shape) -> dict[str, Tree]:
        """The plain values of a part, as a record has them."""
        node = self.by_iri.get(unwrap(term))
        made: dict[str, Tree] = {"id": unwrap(term).partition("#")[2]}
        for statements in (node.old, node.new) if node else ():
            for name in shape.identified_by:
                for terms in statements.get(f"<{shape.keys[name].path}>", {}).values():
                    parsed = parse_term(min(terms))
                    made[name] = parsed.text if isinstance(parsed, Literal) else parsed
        return made

    def remark(self, old: frozenset[str], new: frozenset[str], key: Key | None) -> str:
        """How one new value relates to the old one, where that can be told without the hierarchy of places."""
        if key is None or old == new or key.kind not in ("plain", "part"):
            return ""
        shape = self.words.ontology.shapes.get(key.part)
        if shape is None:
            a, b = (parse_term(min(each)) for each in (old, new))
            told = isinstance(a, Literal) and isinstance(b, Literal)
            return remark(a.text, b.text, key, self.nobody()) if told else ""  # type: ignore[union-attr]
        was, now = (self.tree(min(each), shape) for each in (old, new))
        known = shape.identified_by and len(was) > 1 and len(now) > 1
        return remark(was, now, key, self.nobody()) if known else ""

    def nobody(self) -> Entities:
        return Entities([], self.words.ontology)


def _follows(key: Key, change: KeyChange, others: Iterable[tuple[Key | None, KeyChange]]) -> bool:
    """Whether a change is that of a narrower key again: a new sculptor is a new creator."""
    moved = [each for other, each in others if other is not None and key.path in other.broader]
    return any((each.old, each.new) == (change.old, change.new) for each in moved)


def _turn(*, before: bool, after: bool) -> Turn:
    """Which turn a property took that was disputed before, or is now."""
    if before == after:
        return ""
    return "disputed" if after else "settled"


def _became(old: str, new: str) -> str:
    if old and new:
        return f"{old} → {new}"
    return f"+ {new}" if new else f"− {old}"
