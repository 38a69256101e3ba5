"""What is said of one thing and its parts, ready to be asked by property, node and graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from memorial_kg.catalogue import Catalogue
from memorial_kg.terms import Literal, Quad, expand, parse_term, unwrap

__all__ = ["Facts", "facts_of", "source_of", "text_of"]


class Facts:
    """The quads of one thing. Properties are named as CURIEs, nodes and graphs as IRIs; "" is the reconciled graph."""

    def __init__(self, iri: str, quads: Sequence[Quad], prefixes: Mapping[str, str]) -> None:
        self.iri = iri
        self.quads = quads
        self._prefixes = prefixes
        self._by_predicate: dict[str, list[Quad]] = {}
        for quad in quads:
            self._by_predicate.setdefault(quad.predicate, []).append(quad)

    def said(self, *curies: str, node: str | None = None, graph: str | None = None) -> Iterator[Quad]:
        """The quads with one of these properties; about one node, or in one graph, where that is given."""
        subject = None if node is None else f"<{node}>"
        named = None if graph is None else f"<{graph}>" if graph else ""
        for curie in curies:
            for quad in self._by_predicate.get(f"<{expand(curie, self._prefixes)}>", ()):
                if subject in (None, quad.subject) and named in (None, quad.graph):
                    yield quad

    def values(self, *curies: str, node: str | None = None, graph: str | None = "") -> list[str]:
        """The terms that these properties have, each once; in the reconciled graph, unless another one is named."""
        return list(dict.fromkeys(quad.object for quad in self.said(*curies, node=node, graph=graph)))

    def texts(self, *curies: str, node: str | None = None, graph: str | None = "") -> list[str]:
        """The values as plain texts: the IRI of a thing, the characters of a literal."""
        return [text_of(term) for term in self.values(*curies, node=node, graph=graph)]

    def first(self, *curies: str, node: str | None = None, graph: str | None = "") -> str:
        """The first of the values as a plain text, and "" where there is none."""
        return next(iter(self.texts(*curies, node=node, graph=graph)), "")

    def one_of_each(self) -> list[Quad]:
        """The first quad with each property."""
        return [quads[0] for quads in self._by_predicate.values()]

    def nodes(self, curie: str) -> list[str]:
        """The IRIs of the thing and its parts that are of a class, in any graph."""
        wanted = f"<{expand(curie, self._prefixes)}>"
        return list(dict.fromkeys(unwrap(q.subject) for q in self.said("rdf:type") if q.object == wanted))

    def graphs(self) -> list[str]:
        """The IRIs of the sources that say anything of the thing or its parts."""
        return sorted({unwrap(quad.graph) for quad in self.quads if quad.graph})


def facts_of(catalogue: Catalogue, name: str, prefixes: Mapping[str, str]) -> Facts:
    """Everything that is said of a thing of this name; those last asked for are at hand."""
    return _facts(catalogue, name, _Prefixes(prefixes))


@lru_cache(maxsize=256)
def _facts(catalogue: Catalogue, name: str, prefixes: _Prefixes) -> Facts:
    return Facts(catalogue.iri(name), catalogue.quads(name), prefixes.by_name)


@dataclass(frozen=True, slots=True)
class _Prefixes:
    """Prefixes by which something can be kept: those of one ontology are one object."""

    by_name: Mapping[str, str]

    def __hash__(self) -> int:
        return id(self.by_name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Prefixes) and self.by_name is other.by_name


def source_of(record: str) -> str:
    """The name of the source of a record: `record/list/tr-usak` is of `source/list`."""
    return f"source/{record.split('/')[1]}"


def text_of(term: str) -> str:
    """A term as a plain text."""
    parsed = parse_term(term)
    return parsed.text if isinstance(parsed, Literal) else parsed
