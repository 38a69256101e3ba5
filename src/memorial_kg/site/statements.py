"""Everything that is said of one thing and its parts, by node and property, with the sources that say it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from memorial_kg.catalogue import Catalogue
from memorial_kg.terms import Quad, unwrap

__all__ = ["Statements", "statements_of"]


@lru_cache(maxsize=256)
def statements_of(catalogue: Catalogue, name: str) -> Statements:
    """What is said of a thing of this name; those last asked for are at hand."""
    return Statements(catalogue.quads(name))


class Statements:
    """The quads of one thing: nodes, properties and sources are IRIs, values are terms."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._said: dict[tuple[str, str], dict[str, set[str]]] = {}
        self.sources: list[str] = []
        for quad in quads:
            values = self._said.setdefault((unwrap(quad.subject), unwrap(quad.predicate)), {})
            values.setdefault(quad.object, set()).add(quad.graph and unwrap(quad.graph))
        self.sources = sorted(
            {graph for said in self._said.values() for those in said.values() for graph in those if graph}
        )

    def standing(self, node: str, path: str) -> list[str]:
        """The values in the reconciled graph."""
        return [value for value, graphs in self._values(node, path) if "" in graphs]

    def only_claimed(self, node: str, path: str) -> list[str]:
        """The values that sources state and the reconciled graph does not hold."""
        return [value for value, graphs in self._values(node, path) if "" not in graphs]

    def claimed(self, node: str, path: str, source: str) -> list[str]:
        """The values that one source states."""
        return [value for value, graphs in self._values(node, path) if source in graphs]

    def graphs(self, node: str, path: str, value: str) -> set[str]:
        """The sources that state a value."""
        return self._said.get((node, path), {}).get(value, set()) - {""}

    def iris(self, node: str, path: str) -> list[str]:
        """The values in any graph that are IRIs."""
        return [unwrap(value) for value, _ in self._values(node, path) if value.startswith("<")]

    def _values(self, node: str, path: str) -> list[tuple[str, set[str]]]:
        return sorted(self._said.get((node, path), {}).items())
