"""Describes a thing for a page: everything that is said of it and its parts, by all sources and by the editors.

It works for every kind of thing, since the shapes say what there is to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from memorial_kg.ontology import Key, Shape
from memorial_kg.site.site import Site
from memorial_kg.site.statements import Statements
from memorial_kg.site.things.comparisons import comparisons_of
from memorial_kg.site.things.evidence import Witnesses
from memorial_kg.site.things.measures import point_at
from memorial_kg.site.things.parts import part_label
from memorial_kg.site.things.values import value_of
from memorial_kg.site.things.view import Comparison, Description, Ref, Row, Value
from memorial_kg.terms import RDF_TYPE, unwrap

__all__ = ["describe"]

_MOST_VALUES = 200  # of one row; what more there are stays in the data
_LONGEST = 20_000  # letters of a text; whoever needs more finds it in the data beside the page
_DEEPEST = 4  # parts of parts of parts


def describe(site: Site, name: str) -> Description:
    """Everything that is said of a thing and its parts, in the page order of its shape."""
    said, witnesses = site.said(name), Witnesses(site, name)
    comparisons = comparisons_of(site, name, witnesses.number)
    shape = site.ontology.shape_of(name)
    return Description(
        name,
        "",
        shape.name if shape else "",
        site.shape_label(shape) if shape else "",
        site.label(name),
        tuple(_Writer(site, name, said, witnesses, comparisons).rows(_Spot(said.iri), shape)) if shape else (),
        tuple(Ref(witnesses.number(source), source) for source in witnesses.sources),
        tuple(witnesses.accounts),
        comparisons,
    )


class _Spot(NamedTuple):
    """Where in the description we are: a node, the keys that led there, how deep it is."""

    node: str
    before: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Writer:
    site: Site
    name: str
    said: Statements
    witnesses: Witnesses
    comparisons: tuple[Comparison, ...]

    def rows(self, spot: _Spot, shape: Shape) -> Iterator[Row]:
        node = spot.node
        told = self._told_by_narrower(node, shape)
        for key in filter(_shown, shape.keys.values()):
            standing = [each for each in self.said.values(key.path, node=node) if (key.path, each) not in told]
            claimed = self.said.only_claimed(key.path, node)
            row = Row(
                spot.before + key.name,
                key.name,
                key.path,
                self.site.key_label(key, shape),
                key.order,
                tuple(self._value(spot, key, each) for each in standing[:_MOST_VALUES]),
                tuple(self._value(spot, key, each) for each in claimed[:_MOST_VALUES]),
                tuple(each for each in self.comparisons if (each.node, each.path) == (node, key.path)),
                max(0, len(standing) - _MOST_VALUES) + max(0, len(claimed) - _MOST_VALUES),
            )
            if standing or claimed or row.differing:
                yield row

    def _told_by_narrower(self, node: str, shape: Shape) -> set[tuple[str, str]]:
        """What only follows from a more special property: a creator, since a source calls the person the sculptor."""
        return {
            (path, value)
            for key in shape.keys.values()
            for path in key.broader
            for value in self.said.values(key.path, node=node)
            if not self.said.stating(path, node, value)
        }

    def _value(self, spot: _Spot, key: Key, term: str) -> Value:
        sources = map(self.site.catalogue.name, self.said.stating(key.path, spot.node, term))
        refs = self.witnesses.refs(sources, spot.before + key.name)
        part = self.site.ontology.shapes.get(key.part)
        if part is not None and term.startswith("<") and spot.depth < _DEEPEST:
            made = self._part(_Spot(unwrap(term), f"{spot.before}{key.name}.", spot.depth + 1), part)
        else:
            made = value_of(self.site, term, key.path, within=self.name, longest=_LONGEST)
        return replace(made, refs=refs, computed=key.derived, quoted=made.quoted and bool(refs))

    def _part(self, spot: _Spot, shape: Shape) -> Value:
        site = self.site
        label = part_label(site, spot.node.removeprefix(site.catalogue.base), self.name)
        described = Description(
            self.name,
            spot.node.partition("#")[2],
            shape.name,
            site.shape_label(shape),
            label,
            tuple(self.rows(spot, shape)),
            point=point_at(site, self.said, spot.node) if shape.name == "Coordinates" else None,
        )
        kind = {"Quantity": "quantity", "Coordinates": "point"}.get(shape.name, "part")
        return Value(kind, label.text, f"<{spot.node}>", "" if kind == "quantity" else label.language, part=described)


def _shown(key: Key) -> bool:
    """What is computed from a value beside it says nothing new, and comparisons stand with what they compare."""
    computed = key.derived and (key.kind == "plain" or key.part == "Comparison" or key.name == "reconciledFrom")
    return not computed and key.path != unwrap(RDF_TYPE)
