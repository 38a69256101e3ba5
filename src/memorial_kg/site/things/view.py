"""What a page knows of a thing, as plain data: rows of values in the page order of its shape, with who says what.

In a row, `values` stand in the reconciled graph; `claimed` is what sources state and the reconciled graph does not
hold, because another source is more precise, or contradicts it. Where sources contradict each other, `values` is empty:
no one chooses on a page, either.
"""

from __future__ import annotations

from dataclasses import dataclass

from memorial_kg.site.site import Label

__all__ = ["Account", "Claim", "Comparison", "Description", "Evidence", "Point", "Ref", "Row", "Value"]

_TELLING = ("disjoint", "overlaps", "refines")  # the comparisons that a reader should see beside the values


# -- who says it, and where --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the value of a key stands in a source: `target` is the name of its record, with the fragment of this."""

    target: str
    locator: str
    key: str = ""
    verbatim: tuple[str, ...] = ()
    notes: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """One source's account of one thing: a record."""

    name: str
    source: str
    locator: str
    evidence: tuple[Evidence, ...]
    notes: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """A source behind a value: its number on the page (0 for none), its name, and where it says so, as is known."""

    number: int
    source: str
    places: tuple[Evidence, ...] = ()

    @property
    def target(self) -> str:
        """The name of what a reader is led to: the evidence, else the record, else the source."""
        return self.places[0].target if self.places else self.source

    @property
    def locators(self) -> tuple[str, ...]:
        """Where it stands, in the source's own words."""
        return tuple(dict.fromkeys(each.locator for each in self.places if each.locator))

    @property
    def verbatim(self) -> tuple[str, ...]:
        """What the source says there."""
        return tuple(dict.fromkeys(words for each in self.places for words in each.verbatim))


# -- what is said ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """Coordinates: decimal degrees as stated, and how far in words the thing may be from there ("" if not said)."""

    latitude: str
    longitude: str
    radius: str
    within: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a row.

    `kind` says how to show it: "text" (in a `language`, "" for none), "link" (`target` is the name of a thing, with a
    fragment for a part), "outside" (`target` is an IRI elsewhere), "word" (of an enumeration), "date" (`machine` is for
    `<time>`, "" where HTML cannot say it; `edtf` as stated), "quantity", "point", or "part". A part has a description
    of its own in `part`, and `text` is what it is in short.

    What is `quoted` is a source's own words: a page shows them in quotation marks.

    `refs` are the sources that state it. Without any, it is what the editors say, or computed where `computed`.
    """

    kind: str
    text: str
    term: str
    language: str = ""
    target: str = ""
    machine: str = ""
    edtf: str = ""
    part: Description | None = None
    refs: tuple[Ref, ...] = ()
    computed: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """What one record says: its values as they stand in the graph of its source, and where it says so.

    `shared` is true where the source has other records of the same thing. They share a graph, and their values cannot
    be told apart: then `values` is empty, and the explanation and the words of the source say what each of them says.
    """

    record: str
    ref: Ref
    values: tuple[Value, ...]
    more_specific: bool
    shared: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two claims of one property (`path`) of one `node`, which may be another thing that both mention.

    `label` says what is compared; `explanation` says how the claims relate, with the values, in English.
    """

    iri: str
    thing: str
    relation: str
    node: str
    path: str
    label: str
    explanation: str
    claims: tuple[Claim, ...]

    @property
    def fragment(self) -> str:
        """The id of the element that shows it on the page of its thing."""
        return self.iri.partition("#")[2]

    @property
    def anchor(self) -> str:
        """The id of the element that shows it on a page with comparisons of many things."""
        return f"{self.thing}-{self.fragment}".replace("/", "-")


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
            (value.term, claim.ref.source) for each in self.differing for claim in each.claims for value in claim.values
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
