"""Reads what is said of one subject in a built dataset: its values by property and graph, and their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from memorial_kg.changes.labels import Label
from memorial_kg.errors import InputError
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.terms import RDF_TYPE, Literal, compact, parse_line, parse_term, unwrap
from memorial_kg.values import quote

__all__ = ["Node", "Statements", "Words", "read"]

# The objects of a subject, as terms: by predicate, then by graph ("" is the reconciled one).
Statements = Mapping[str, Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Node:
    """One subject of which two datasets say different things."""

    iri: str
    old: Statements
    new: Statements

    def values(self, predicate: str, graph: str) -> tuple[frozenset[str], frozenset[str]]:
        """The values of a property in one graph: the old ones, and the new ones."""
        none: frozenset[str] = frozenset()
        old, new = (each.get(predicate, {}).get(graph, none) for each in (self.old, self.new))
        return old, new

    @property
    def changed(self) -> list[str]:
        """The predicates under which something differs."""
        return [name for name in sorted(self.old.keys() | self.new.keys()) if self.old.get(name) != self.new.get(name)]

    def graphs(self, predicate: str) -> list[str]:
        """The graphs of the sources that say something under a predicate, now or before."""
        return sorted({*self.old.get(predicate, ()), *self.new.get(predicate, ())} - {""})

    def one(self, predicate: str, *, new: bool) -> str:
        """One value of a predicate in the reconciled graph, as what it stands for; "" where there is none."""
        terms = self.values(predicate, "")[new]
        return _plain(min(terms)) if terms else ""


def read(lines: Iterable[str]) -> Statements:
    """What lines say of their subject."""
    made: dict[str, dict[str, set[str]]] = {}
    for line in lines:
        try:
            quad = parse_line(line)
        except ValueError as error:
            raise InputError(f"{quote(line)} is no line of N-Quads; build the graph again") from error
        graph = unwrap(quad.graph) if quad.graph else ""
        made.setdefault(quad.predicate, {}).setdefault(graph, set()).add(quad.object)
    return {name: {graph: frozenset(terms) for graph, terms in by.items()} for name, by in made.items()}


def _plain(term: str) -> str:
    parsed = parse_term(term)
    return parsed.text if isinstance(parsed, Literal) else parsed


@dataclass(frozen=True, slots=True)
class Words:
    """Says terms, properties and nodes in words: of the ontology, and by the labels that the dataset has."""

    ontology: Ontology
    base: str
    label: Label
    _keys: dict[tuple[str, str], Key] = field(default_factory=dict)

    def id(self, iri: str) -> str:
        """The local id of a thing of this dataset, or the IRI as a CURIE."""
        return iri.removeprefix(self.base) if iri.startswith(self.base) else compact(iri, self.ontology.prefixes)

    def term(self, term: str) -> str:
        """One value in words."""
        if term.startswith("_:"):
            return term
        parsed = parse_term(term)
        if isinstance(parsed, Literal):
            return f"“{parsed.text}” ({parsed.language})" if parsed.language else parsed.text
        return self.ontology.labels.get(parsed) or self.label(parsed) or self.id(parsed)

    def terms(self, terms: Iterable[str], among: Iterable[str] = ()) -> str:
        """Several values in words; with their ids where one of `among` would read the same."""
        others = {self.term(each) for each in among}
        return ", ".join(sorted(self._distinct(each, others) for each in terms))

    def _distinct(self, term: str, others: set[str]) -> str:
        said = self.term(term)
        return f"{said} [{self.id(unwrap(term))}]" if said in others and term.startswith("<") else said

    def shape(self, node: Node) -> Shape | None:
        """The shape of a node, by its types in any graph."""
        types = (types for each in (node.new, node.old) for types in each.get(RDF_TYPE, {}).values())
        found = sorted({unwrap(term) for several in types for term in several} & self.ontology.by_class.keys())
        return self.ontology.by_class[found[0]] if found else None

    def key(self, predicate: str, shape: Shape | None) -> Key | None:
        """The key of a shape that a predicate stands for."""
        if shape is None:
            return None
        if (shape.name, predicate) not in self._keys:
            self._keys.update({(shape.name, f"<{key.path}>"): key for key in shape.keys.values()})
        return self._keys.get((shape.name, predicate))
