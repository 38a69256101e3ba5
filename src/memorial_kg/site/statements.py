"""Everything that is said of one thing and its parts, ready to be asked by property, node and graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from memorial_kg.catalogue import Catalogue
from memorial_kg.terms import Literal, Quad, expand, parse_term, unwrap

__all__ = ["Statements", "source_of", "statements_of", "text_of"]


class Statements:
    """The quads of one thing. Properties are CURIEs or IRIs, nodes and graphs IRIs; "" is the reconciled graph.

    Whoever names no node asks of the thing and all its parts; whoever names no graph, of the reconciled graph.
    """

    def __init__(self, iri: str, quads: Sequence[Quad], prefixes: Mapping[str, str]) -> None:
        self.iri = iri
        self.quads = quads
        self._prefixes = prefixes
        self._by_predicate: dict[str, list[Quad]] = {}
        self._by_node: dict[tuple[str, str], dict[str, set[str]]] = {}
        for quad in quads:
            predicate = unwrap(quad.predicate)
            self._by_predicate.setdefault(predicate, []).append(quad)
            values = self._by_node.setdefault((unwrap(quad.subject), predicate), {})
            values.setdefault(quad.object, set()).add(quad.graph and unwrap(quad.graph))

    @property
    def sources(self) -> list[str]:
        """The IRIs of the sources that say anything of the thing or its parts."""
        return sorted({unwrap(quad.graph) for quad in self.quads if quad.graph})

    def said(self, *paths: str) -> Iterator[Quad]:
        """The quads with one of these properties, of any node, in any graph."""
        for path in paths:
            yield from self._by_predicate.get(expand(path, self._prefixes), ())

    def values(self, *paths: str, node: str | None = None, graph: str | None = "") -> list[str]:
        """The terms that these properties have, each once; with None for the graph, in any."""
        return list(dict.fromkeys(self._values(paths, node, graph)))

    def _values(self, paths: tuple[str, ...], node: str | None, graph: str | None) -> Iterator[str]:
        if node is None:
            named = None if graph is None else f"<{graph}>" if graph else ""
            yield from (quad.object for quad in self.said(*paths) if named in (None, quad.graph))
            return
        for path in paths:
            for value, graphs in self._by_node.get((node, expand(path, self._prefixes)), {}).items():
                if graph is None or graph in graphs:
                    yield value

    def only_claimed(self, path: str, node: str) -> list[str]:
        """The values that sources state and the reconciled graph does not hold."""
        standing = set(self.values(path, node=node))
        return [value for value in self.values(path, node=node, graph=None) if value not in standing]

    def stating(self, path: str, node: str, value: str) -> set[str]:
        """The sources that state a value."""
        return self._by_node.get((node, expand(path, self._prefixes)), {}).get(value, set()) - {""}

    def texts(self, *paths: str, node: str | None = None, graph: str | None = "") -> list[str]:
        """The values as plain texts: the IRI of a thing, the characters of a literal."""
        return [text_of(term) for term in self.values(*paths, node=node, graph=graph)]

    def first(self, *paths: str, node: str | None = None, graph: str | None = "") -> str:
        """The first of the values as a plain text, and "" where there is none."""
        return next(iter(self.texts(*paths, node=node, graph=graph)), "")

    def iris(self, *paths: str, node: str | None = None, graph: str | None = "") -> list[str]:
        """Those of the values that are IRIs."""
        return [unwrap(term) for term in self.values(*paths, node=node, graph=graph) if term.startswith("<")]

    def literals(self, *paths: str, node: str | None = None, graph: str | None = "") -> list[Literal]:
        """Those of the values that are literals."""
        found = map(parse_term, self.values(*paths, node=node, graph=graph))
        return [each for each in found if isinstance(each, Literal)]

    def describers(self) -> list[str]:
        """The IRIs of the sources that describe the thing itself, and do not only mention it."""
        types = (quad for quad in self.said("rdf:type") if unwrap(quad.subject) == self.iri)
        return sorted({unwrap(quad.graph) for quad in types if quad.graph})

    def one_of_each(self) -> list[Quad]:
        """The first quad with each property."""
        return [quads[0] for quads in self._by_predicate.values()]

    def nodes(self, cls: str) -> list[str]:
        """The IRIs of the thing and its parts that are of a class, in any graph."""
        wanted = f"<{expand(cls, self._prefixes)}>"
        return list(dict.fromkeys(unwrap(quad.subject) for quad in self.said("rdf:type") if quad.object == wanted))


def statements_of(catalogue: Catalogue, name: str, prefixes: Mapping[str, str]) -> Statements:
    """What is said of a thing of this name; those last asked for are at hand."""
    return _statements(catalogue, name, _Prefixes(prefixes))


@lru_cache(maxsize=256)
def _statements(catalogue: Catalogue, name: str, prefixes: _Prefixes) -> Statements:
    return Statements(catalogue.iri(name), catalogue.quads(name), prefixes.by_name)


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
