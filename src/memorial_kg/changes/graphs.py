"""Compares two built datasets thing by thing: what the reconciled graph says now, and which source changed its mind.

A dataset is sorted, so the parts of a thing (`memorial/x#inauguration`) stand before the thing itself, with other
things between them. What is held is the things that are not yet complete: the id of each begins that of the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from memorial_kg.changes.labels import Label
from memorial_kg.changes.lines import subjects
from memorial_kg.changes.model import ItemChange
from memorial_kg.changes.nodes import Node, Words, read
from memorial_kg.changes.things import thing_change
from memorial_kg.ontology import Ontology, load_ontology
from memorial_kg.terms import unwrap
from memorial_kg.workspace import DEFAULT_BASE

__all__ = ["diff_graphs"]

_COMPARISON = "#comparison-"


def diff_graphs(
    old: Iterable[str],
    new: Iterable[str],
    *,
    base: str = DEFAULT_BASE,
    ontology: Ontology | None = None,
    label: Label = lambda _: "",
) -> Iterator[ItemChange]:
    """Every thing of which two datasets, as sorted lines of N-Quads, say different things, in the order of the lines.

    `label` gives the names by which things are called; without it they are called by their ids.
    """
    words = Words(ontology or load_ontology(), base, label)
    for root, nodes in _things(old, new):
        if any(node.changed for node in nodes):
            yield thing_change(root, nodes, words)


def _things(old: Iterable[str], new: Iterable[str]) -> Iterator[tuple[str, list[Node]]]:
    """What differs of each thing and of its parts, with all of its comparisons, as soon as it is complete."""
    open_ones: dict[str, list[tuple[str, list[str], list[str]]]] = {}
    for each in subjects(old, new, also=lambda subject: _COMPARISON in subject):
        for root in [*open_ones]:
            if f"<{root}>" < each[0]:
                yield root, _read(open_ones.pop(root))
        open_ones.setdefault(unwrap(each[0]).partition("#")[0], []).append(each)
    for root, several in open_ones.items():
        yield root, _read(several)


def _read(several: Iterable[tuple[str, list[str], list[str]]]) -> list[Node]:
    kept = [*several]
    if all(old == new for _, old, new in kept):
        return []
    return [Node(unwrap(subject), read(old), read(new)) for subject, old, new in kept]
