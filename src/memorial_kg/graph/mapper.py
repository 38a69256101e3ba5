"""Maps trees of nodes to quads, by the terms of the ontology.

Quads written = quads promised: a key that the shape does not know is a bug and raises, because a mapper that skips what
it does not know loses it without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from memorial_kg.errors import InternalError
from memorial_kg.ontology import Key, Ontology
from memorial_kg.records import Tree
from memorial_kg.terms import RDF_TYPE, Quad, expand, iri, literal

__all__ = ["ABSOLUTE", "Mapper"]

# RFC 3986, section 3.1: what begins with a scheme. No local id holds a colon.
ABSOLUTE = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")


class Mapper:
    """Maps under one ontology and one base IRI."""

    def __init__(self, ontology: Ontology, base: str) -> None:
        self._ontology, self._base = ontology, base
        self._terms = {shape.cls.rpartition("#")[2].rpartition("/")[2]: shape for shape in ontology.shapes.values()}

    def iri(self, local_id: str) -> str:
        """The term of a local id, or of an absolute IRI."""
        return iri(local_id if ABSOLUTE.match(local_id) else self._base + local_id)

    def quads(self, tree: Tree, graph: str = "") -> Iterator[Quad]:
        """The quads of a tree in the graph of this local id; "" is the default graph."""
        yield from self._node(tree, self.iri(graph) if graph else "")

    def _node(self, tree: dict[str, Tree], graph: str) -> Iterator[Quad]:
        subject = self.iri(tree["id"])
        shape = self._terms[tree["type"][0]]
        yield Quad(subject, RDF_TYPE, iri(shape.cls), graph)
        for name in tree["type"][1:]:
            yield Quad(subject, RDF_TYPE, iri(expand(name, self._ontology.prefixes)), graph)
        for name, value in tree.items():
            if name in ("id", "type"):
                continue
            key = shape.keys.get(name)
            if key is None:
                raise InternalError(f"{tree['id']}: {shape.name} has no key {name!r}, so its value would be lost")
            yield from self._values(subject, key, value, graph)

    def _values(self, subject: str, key: Key, value: Tree, graph: str) -> Iterator[Quad]:
        predicate = iri(key.path)
        if key.kind == "text":
            for language, texts in value.items():
                for text in texts:
                    yield Quad(subject, predicate, literal(text, language=language), graph)
            return
        for item in value if isinstance(value, list) else [value]:
            if key.kind in ("part", "reference"):
                yield Quad(subject, predicate, self.iri(item["id"]), graph)
                yield from self._node(item, graph)
            elif key.kind == "choice":
                yield Quad(subject, predicate, iri(key.choices[item]), graph)
            elif key.kind == "iri":
                yield Quad(subject, predicate, self.iri(item), graph)
            else:
                yield Quad(subject, predicate, self._literal(item, key), graph)

    def _literal(self, item: Tree, key: Key) -> str:
        if isinstance(item, dict):
            return literal(item["@value"], expand(item["@type"], self._ontology.prefixes))
        return literal(item, key.datatype)
