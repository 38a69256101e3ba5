"""What is known of a thing, as plain data for a page: rows in the page order of its shape, with who says what.

`describe` works for every kind of thing, since the shapes say what there is to show. In a row, `values` stand in the
reconciled graph; `claimed` is what sources state and the reconciled graph does not hold, because another source is more
precise, or contradicts it. Where sources contradict each other, `values` is empty: no one chooses on this page, either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from memorial_kg.ontology import Key, Shape
from memorial_kg.site.comparisons import Comparison, comparisons_of
from memorial_kg.site.evidence import Account, Reading, Ref
from memorial_kg.site.labels import named, part_label
from memorial_kg.site.site import Label, Site
from memorial_kg.site.values import Value, distance_in_words, measure, value_of
from memorial_kg.terms import RDF_TYPE, Literal, parse_term, unwrap

__all__ = ["Description", "Point", "Row", "describe"]

_MOST_VALUES = 200  # of one row; what more there are stays in the data
_TELLING = ("disjoint", "overlaps", "refines")  # the comparisons that a reader should see beside the values
_DEEPEST = 4  # parts of parts of parts


@dataclass(frozen=True, slots=True)
class Point:
    """Coordinates: decimal degrees as stated, and how far in words the thing may be from there ("" if not said)."""

    latitude: str
    longitude: str
    radius: str
    within: str


@dataclass(frozen=True, slots=True)
class Row:
    """One property: its key (with dots into parts), its label, and what is said."""

    key: str
    name: str
    path: str
    label: str
    order: int = 0
    values: tuple[Value, ...] = ()
    claimed: tuple[Value, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    more: int = 0

    @property
    def contested(self) -> bool:
        """Tell whether sources contradict each other here, so that no value stands."""
        return any(each.relation == "disjoint" for each in self.comparisons)

    @property
    def unmatched(self) -> tuple[Value, ...]:
        """What is only claimed, and stands in none of the comparisons that are shown."""
        shown = {
            (value.term, claim.ref.source)
            for each in self.differing
            for claim in each.claims
            for value in claim.values
        }
        return tuple(
            value
            for value in self.claimed
            if not value.refs or any((value.term, ref.source) not in shown for ref in value.refs)
        )

    @property
    def differing(self) -> tuple[Comparison, ...]:
        """The comparisons that a reader should see beside the values."""
        return tuple(each for each in self.comparisons if each.relation in _TELLING)


@dataclass(frozen=True, slots=True)
class Description:
    """A thing or a part of one. `fragment` is the id of a part on the page of its thing, "" for the thing."""

    name: str
    fragment: str
    shape: str
    kind: str
    label: Label
    rows: tuple[Row, ...]
    sources: tuple[Ref, ...] = ()
    accounts: tuple[Account, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    point: Point | None = None

    def row(self, name: str) -> Row:
        """The row of a key of the shape; an empty one where nothing is said."""
        return next((row for row in self.rows if row.name == name), Row(name, name, "", ""))

    def values(self, name: str) -> tuple[Value, ...]:
        """What stands, and then what is only claimed, of a key."""
        row = self.row(name)
        return row.values + row.claimed

    def without(self, *names: str) -> tuple[Row, ...]:
        """The rows but for some, which a page shows in its own way."""
        return tuple(row for row in self.rows if row.name not in names)

    def between(self, first: int, last: int) -> tuple[Row, ...]:
        """The rows of a stretch of the page order."""
        return tuple(row for row in self.rows if first <= row.order <= last)

    def only(self, *names: str) -> tuple[Row, ...]:
        """Some of the rows, in their order."""
        return tuple(row for row in self.rows if row.name in names)

    @property
    def has_editors_values(self) -> bool:
        """Tell whether anything here is said by the editors, and by no source."""
        return any(
            not value.refs and not value.computed and (value.part is None or value.part.has_editors_values)
            for row in self.rows
            for value in row.values
        )


def describe(site: Site, name: str) -> Description:
    """Everything that is said of a thing and its parts, by all sources and by the editors."""
    reading = Reading.of(site, name)
    comparisons = comparisons_of(reading)
    shape = site.ontology.shape_of(name)
    witnesses = reading.witnesses
    return Description(
        name,
        "",
        shape.name if shape else "",
        site.shape_label(shape) if shape else "",
        site.label(name),
        tuple(_Writer(reading, comparisons).rows(site.catalogue.iri(name), shape)) if shape else (),
        tuple(witnesses.ref(source, "") for source in witnesses.sources),
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
    reading: Reading
    comparisons: tuple[Comparison, ...]

    def rows(self, node: str, shape: Shape) -> Iterator[Row]:
        return self._rows(_Spot(node), shape)

    def _rows(self, spot: _Spot, shape: Shape) -> Iterator[Row]:
        said, node = self.reading.said, spot.node
        told = self._told_by_narrower(node, shape)
        for key in filter(_shown, shape.keys.values()):
            standing = [each for each in said.standing(node, key.path) if (key.path, each) not in told]
            claimed = said.only_claimed(node, key.path)
            about = tuple(each for each in self.comparisons if (each.node, each.path) == (node, key.path))
            if standing or claimed or any(each.relation in _TELLING for each in about):
                yield Row(
                    spot.before + key.name,
                    key.name,
                    key.path,
                    self.reading.site.key_label(key, shape),
                    key.order,
                    tuple(self._value(spot, key, each) for each in standing[:_MOST_VALUES]),
                    tuple(self._value(spot, key, each) for each in claimed[:_MOST_VALUES]),
                    about,
                    max(0, len(standing) - _MOST_VALUES) + max(0, len(claimed) - _MOST_VALUES),
                )

    def _told_by_narrower(self, node: str, shape: Shape) -> set[tuple[str, str]]:
        """What only follows from a more special property: a creator, since a source calls the person the sculptor."""
        said = self.reading.said
        return {
            (path, value)
            for key in shape.keys.values()
            for path in key.broader
            for value in said.standing(node, key.path)
            if not said.graphs(node, path, value)
        }

    def _value(self, spot: _Spot, key: Key, term: str) -> Value:
        site, name, said, witnesses = self.reading.site, self.reading.name, self.reading.said, self.reading.witnesses
        graphs = said.graphs(spot.node, key.path, term)
        refs = witnesses.refs((site.catalogue.name(graph) for graph in graphs), spot.before + key.name)
        part = site.ontology.shapes.get(key.part)
        if part is not None and term.startswith("<") and spot.depth < _DEEPEST:
            made = self._part(_Spot(unwrap(term), f"{spot.before}{key.name}.", spot.depth + 1), part)
        else:
            made = named(value_of(site, key, term), name, site, said)
        return replace(made, refs=refs, computed=key.derived)

    def _part(self, spot: _Spot, shape: Shape) -> Value:
        site = self.reading.site
        label = part_label(site, spot.node.removeprefix(site.catalogue.base), self.reading.name, self.reading.said)
        described = Description(
            self.reading.name,
            spot.node.partition("#")[2],
            shape.name,
            site.shape_label(shape),
            label,
            tuple(self._rows(spot, shape)),
            point=self._point(spot.node) if shape.name == "Coordinates" else None,
        )
        kind = {"Quantity": "quantity", "Coordinates": "point"}.get(shape.name, "part")
        text = self._measure(spot.node) if kind == "quantity" else label.text
        return Value(kind, text, f"<{spot.node}>", "" if kind == "quantity" else label.language, part=described)

    def _measure(self, node: str) -> str:
        approximate = self._plain(node, "mkg:approximate") == "true"
        value, unit = self._plain(node, "schema:value"), self._plain(node, "schema:unitCode")
        return measure(value, unit, approximate=approximate, words=self.reading.site.words)

    def _point(self, node: str) -> Point:
        radius = self._plain(node, "mkg:radius")
        return Point(
            self._plain(node, "schema:latitude"),
            self._plain(node, "schema:longitude"),
            radius,
            distance_in_words(radius, self.reading.site.words) if radius else "",
        )

    def _plain(self, node: str, curie: str) -> str:
        """The value of a node that is itself a value, so that all who point at it say the same."""
        path, said = self.reading.site.path(curie), self.reading.said
        found = [parse_term(each) for each in said.standing(node, path) + said.only_claimed(node, path)]
        return next((each.text for each in found if isinstance(each, Literal)), "")


def _shown(key: Key) -> bool:
    """What is computed from a value beside it says nothing new, and comparisons stand with what they compare."""
    computed = key.derived and (key.kind == "plain" or key.part == "Comparison" or key.name == "reconciledFrom")
    return not computed and key.path != unwrap(RDF_TYPE)
