"""Writes JSON-LD, compact by our own context: one node object a memorial, its parts inside it.

What fits no key of the context is written in full under a CURIE: nothing is lost because it has no short form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import Any, BinaryIO

from memorial_kg.export.json_text import json_text, write_json
from memorial_kg.export.jsonld_context import Object, UsedContext
from memorial_kg.export.names import Names
from memorial_kg.export.nesting import Place, nesting
from memorial_kg.export.nodes import Node, nodes, thing_of
from memorial_kg.ontology import Key, Ontology
from memorial_kg.ontology.derived import Json
from memorial_kg.terms import XSD, Literal, parse_term, unwrap

__all__ = ["write_jsonld"]

_IRIS = ("iri", "reference", "part")
_MAIN = ("memorial", "proposal")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!//)")


def write_jsonld(lines: Iterable[str], ontology: Ontology, base: str, out: BinaryIO) -> None:
    """Write JSON-LD. A dataset of one tree without named graphs is that tree; any other has its nodes in `@graph`."""
    writer = _Writer(ontology, base)
    top = writer.top(nodes(lines, ontology, base))
    first = [*islice(top, 1)]
    if first and not {"@context", "@graph"} & first[0].keys():
        first += islice(top, 1)
        if len(first) == 1:  # it is the only one
            out.write(json_text({"@context": writer.context()} | first[0]).encode() + b"\n")
            return
    write_json(("@context", writer.context), ("@graph", chain(first, top)), out)


@dataclass(frozen=True, slots=True)
class _Tree:
    """The nodes of one graph, where each stands, and which of them go without certain prefixes."""

    nodes: dict[str, Node]
    places: set[Place]
    without: dict[str, frozenset[str]]

    def inside(self, node: Node, predicate: str, obj: str) -> Node | None:
        """The node that is written out at this mention of it."""
        return self.nodes[obj] if (node.subject, predicate, obj) in self.places else None


class _Writer:
    def __init__(self, ontology: Ontology, base: str) -> None:
        self._ontology, self._base = ontology, base
        self._names: dict[frozenset[str], Names] = {}
        self._keys = {
            shape.name: {f"<{key.path}>": key for key in shape.keys.values()} for shape in ontology.shapes.values()
        }
        self._context = UsedContext(ontology)

    def context(self) -> Object:
        """As much of our context as the nodes written so far need, and the base."""
        used = {prefix for names in self._names.values() for prefix in names.used}
        return self._context.needed(used, self._named(frozenset()).base)

    def top(self, every: Iterable[Node]) -> Iterator[dict[str, Any]]:
        """The objects of the document: the nodes of the default graph, then an object for each source.

        The nodes of a source are an iterator, to be read before the next object.
        """
        for graph, several in groupby(every, lambda node: node.graph):
            if not graph:
                yield from self._graph(several)
                continue
            without = self._clashes([graph])
            named = {"id": self._named(without).short(_iri(graph)), "@graph": self._graph(several, without)}
            yield {**_nulls(without), **named}

    def _graph(self, several: Iterator[Node], without: frozenset[str] = frozenset()) -> Iterator[Object]:
        """The node objects of one graph, thing by thing. Where it has one memorial, all stands inside it."""
        first: list[Node] = []
        mains = 0
        for node in several:
            first.append(node)
            mains += self._is_main(node)
            if mains > 1 or self._group(node) not in _MAIN:  # memorials come first: there is no other one
                break
        if mains == 1:
            yield from self._trees([*first, *several], without, whole=True)
            return
        for _, parts in groupby(chain(first, several), lambda node: thing_of(node.subject.rstrip(">"))):
            yield from self._trees([*parts], without, whole=False)

    def _trees(self, several: list[Node], without: frozenset[str], *, whole: bool) -> Iterator[Object]:
        found = {node.subject: self._clashes(_iris(node)) | without for node in several}
        clashes = {subject: prefixes for subject, prefixes in found.items() if prefixes}
        tree = _Tree({node.subject: node for node in several}, set(), clashes)

        def closed(node: Node, predicate: str, obj: str) -> bool:
            key = self._key(node, predicate)
            return node.subject in clashes or (key is not None and _word(key, unwrap(obj)) is not None)

        tree.places.update(nesting(tree.nodes, self._parts, closed, whole=whole))
        inside = {obj for _, _, obj in tree.places}
        yield from (self._node(node, tree) for node in several if node.subject not in inside)

    # -- one node ------------------------------------------------------------------------------------------------------

    def _node(self, node: Node, tree: _Tree) -> Object:
        """A node object: with our keys, or, where an IRI could be taken for a CURIE, without the prefixes that mislead.

        (A context inside a node holds for all that is nested in it, so nothing is; and our keys need the prefixes.)
        """
        without = tree.without.get(node.subject, frozenset())
        names = self._named(without)
        made = _nulls(without) | {"id": names.short(_iri(node.subject))}
        own = node.shape.cls if node.shape and not without else ""
        types: list[Json] = [names.curie(_iri(each)) or _iri(each) for each in node.types if unwrap(each) != own]
        if node.shape and own:
            types = [self._context.term(node.shape), *types]
        made |= {"type": _one_or_all(types)} if types else {}
        for predicate, objects in node.says:
            made |= self._said(node, predicate, objects, tree)
        return made

    def _said(self, node: Node, predicate: str, objects: list[str], tree: _Tree) -> Object:
        """What stands under the key of a predicate, and, under its CURIE, what does not fit that key."""
        without = tree.without.get(node.subject, frozenset())
        names, key = self._named(without), None if without else self._key(node, predicate)
        fitting: list[Json] = []
        others: list[Json] = []
        for obj in objects:
            inner = tree.inside(node, predicate, obj)
            short = _fitting(key, obj, names) if key else None
            if inner:
                (others if short is None else fitting).append(self._node(inner, tree))
            elif short is None:
                others.append(_expanded(obj, names))
            else:
                fitting.append(short)
        made: Object = {}
        if node.shape and key and fitting:
            self._context.use(node.shape, key, fitting)
            made[key.name] = _language_map(fitting) if key.kind == "text" else _one_or_all(fitting)
        if others:
            made[names.curie(_iri(predicate)) or _iri(predicate)] = _one_or_all(others)
        return made

    # -- questions -----------------------------------------------------------------------------------------------------

    def _named(self, without: frozenset[str]) -> Names:
        if without not in self._names:
            kept = {prefix: space for prefix, space in self._ontology.prefixes.items() if prefix not in without}
            self._names[without] = Names(kept, self._base)
        return self._names[without]

    def _clashes(self, terms: Iterable[str]) -> frozenset[str]:
        """The prefixes for which the scheme of an IRI would be taken, as in `geo:41.0,29.0`."""
        schemes = (_SCHEME.match(term, 1) for term in terms)
        return frozenset(found[1] for found in schemes if found and found[1] in self._ontology.prefixes)

    def _key(self, node: Node, predicate: str) -> Key | None:
        return self._keys[node.shape.name].get(predicate) if node.shape else None

    def _parts(self, node: Node) -> set[str]:
        keys = self._keys[node.shape.name] if node.shape else {}
        return {predicate for predicate, key in keys.items() if key.kind == "part"}

    def _is_main(self, node: Node) -> bool:
        return self._group(node) in _MAIN and "#" not in node.subject

    def _group(self, node: Node) -> str:
        return unwrap(node.subject).removeprefix(self._base).partition("/")[0]


def _fitting(key: Key, obj: str, names: Names) -> Json:
    """The form of a value under its key; None where the key's coercion would make something else of it."""
    value = _parsed(obj)
    if not isinstance(value, Literal):
        return names.short(value) if key.kind in _IRIS else _word(key, value) if key.kind == "choice" else None
    if key.kind == "text" and value.language:
        return {value.language: value.text}
    if key.kind != "plain" or value.language:
        return None
    return value.text if value.datatype == (key.datatype or f"{XSD}string") else _expanded(obj, names)


def _word(key: Key, iri: str) -> str | None:
    """The word of an enumeration, the first where there are several."""
    return min((word for word, each in key.choices.items() if each == iri), default=None)


def _language_map(texts: list[Json]) -> Json:
    by_language: dict[str, list[Json]] = {}
    for each in texts:
        for language, text in each.items() if isinstance(each, dict) else ():
            by_language.setdefault(language, []).append(text)
    return {language: _one_or_all(several) for language, several in sorted(by_language.items())}


def _expanded(term: str, names: Names) -> Json:
    """A value that says itself what it is."""
    value = _parsed(term)
    if not isinstance(value, Literal):
        return {"id": names.short(value)}
    if value.language:
        return {"@value": value.text, "@language": value.language}
    if value.datatype == f"{XSD}string":
        return {"@value": value.text}
    return {"@value": value.text, "@type": names.curie(value.datatype) or value.datatype}


def _iri(term: str) -> str:
    return str(_parsed(term))


def _parsed(term: str) -> str | Literal:
    """What a term stands for; blank nodes, of foreign data, are named here as in lines."""
    return term if term.startswith("_:") else parse_term(term)


def _iris(node: Node) -> Iterator[str]:
    """Every IRI that is written for a node."""
    yield node.subject
    yield from node.types
    for predicate, objects in node.says:
        yield predicate
        # The datatype of a literal that names none is a common one.
        yield from (each[each.rindex("<") :] if each[0] == '"' else each for each in objects if each[-1] == ">")


def _nulls(prefixes: Iterable[str]) -> Object:
    made: Object = dict.fromkeys(sorted(prefixes))
    return {"@context": made} if made else {}


def _one_or_all(values: list[Json]) -> Json:
    return values[0] if len(values) == 1 else values
