"""In what roles a thing appears in what is said of others: the sculptor of this memorial, a guest at that opening."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from memorial_kg.site.site import Site
from memorial_kg.terms import expand, unwrap

__all__ = ["Appearance", "appearances", "roles"]

# Mentions by which the graph keeps its books; what they say stands elsewhere on the pages.
_BOOKKEEPING = (
    "schema:about", "dcterms:source", "mkg:decides", "mkg:compares", "mkg:comparedNode", "mkg:moreSpecific",
    "mkg:reconciledFrom", "mkg:adminArea", "mkg:possiblySame", "schema:sameAs",
)  # fmt: skip


class Appearance(NamedTuple):
    """One node that names a thing in a role (an IRI of a property), and the sources that say so (none: the editors).

    `standing` tells whether the reconciled graph says so: where a source is less precise or contradicted, it does not.
    """

    role: str
    node: str
    sources: tuple[str, ...]
    standing: bool


def roles(site: Site) -> list[str]:
    """The properties by which one thing can name another, in the order of the shapes, memorials first."""
    prefixes = site.ontology.prefixes
    aside = {expand(curie, prefixes) for curie in _BOOKKEEPING}
    first = site.ontology.shapes["Memorial"]
    shapes = [first, *(shape for shape in site.ontology.shapes.values() if shape is not first)]
    paths = [key.path for shape in shapes for key in shape.keys.values() if key.kind in ("reference", "iri")]
    return [path for path in dict.fromkeys(paths) if path not in aside]


def appearances(site: Site, name: str) -> Iterator[Appearance]:
    """Every role in which a thing appears, one role after the other."""
    for role in roles(site):
        mentions = site.catalogue.mentions(name, predicate=role)
        for node, quads in groupby(mentions, key=lambda quad: quad.subject):
            graphs = {quad.graph for quad in quads}
            sources = tuple(sorted(site.catalogue.name(unwrap(graph)) for graph in graphs if graph))
            if sources or not _is_derived(site, role):
                yield Appearance(role, unwrap(node), sources, "" in graphs)


def _is_derived(site: Site, role: str) -> bool:
    """Whether the reconciled graph repeats narrower roles under this one: a sculptor is a creator there, too."""
    return role == expand("schema:creator", site.ontology.prefixes)
