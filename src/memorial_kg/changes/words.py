"""Says in words how a value became another one, and marks in a long text the words that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from memorial_kg.ontology import Key
from memorial_kg.reconcile.relating import relate
from memorial_kg.records import Tree
from memorial_kg.records.entities import Entities
from memorial_kg.values import Relation

__all__ = ["LONG", "remark", "word_diff"]

# From this length on a text is shown by what differs in it.
LONG: Final = 60
_CONTEXT: Final = 4  # words on each side of a difference
_MOST_WORDS: Final = 4000  # the comparison takes quadratic time
_WORD: Final = re.compile(r"\s+|\w+|[^\w\s]")

_REMARKS: Final = {
    Relation.SAME: "the same, written otherwise",
    Relation.REFINES: "more precise",
    Relation.REFINED_BY: "less precise",
    Relation.OVERLAPS: "neither follows from the other",
    Relation.DISJOINT: "contradicts the old one",
}
_EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"
_HAVE_DEGREES: Final = frozenset({"Coordinates", "Quantity", "Lease"})


def remark(old: Tree, new: Tree, key: Key, entities: Entities) -> str:
    """How the new value of a key of one value relates to the old one; "" where there are no degrees to speak of."""
    if not key.single or key.kind == "text":
        return ""
    relation = relate(new, old, key, entities)
    has_degrees = key.datatype == _EDTF or key.part in _HAVE_DEGREES or key.kind == "reference"
    if relation is Relation.SAME or has_degrees:
        return "" if key.kind == "reference" and relation is Relation.SAME else _REMARKS.get(relation, "")
    return ""


def word_diff(old: str, new: str) -> Iterator[tuple[str, str]]:
    """A new text against an old one: pieces with the sign `-`, `+` or "" (both have it); long runs are cut to `…`."""
    a, b = _WORD.findall(old), _WORD.findall(new)
    if max(len(a), len(b)) > _MOST_WORDS:
        yield from (("-", old), ("+", new))
        return
    steps = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    for number, (step, from_a, to_a, from_b, to_b) in enumerate(steps):
        if step == "equal":
            yield "", _cut(a[from_a:to_a], first=number == 0, last=number == len(steps) - 1)
            continue
        if to_a > from_a:
            yield "-", "".join(a[from_a:to_a])
        if to_b > from_b:
            yield "+", "".join(b[from_b:to_b])


def _cut(words: list[str], *, first: bool, last: bool) -> str:
    """What two texts have in common, without what is far from any difference."""
    near = 2 * _CONTEXT  # as many blanks as words
    before, after = (0 if first else near), (0 if last else near)
    if len(words) <= before + after + near:
        return "".join(words)
    end = words[len(words) - after :] if after else []
    return "".join([*words[:before], "…", *end])
