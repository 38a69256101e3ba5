"""Finds the focus nodes of shapes in the text of one graph: N-Triples, whole lines, terms one space apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from rdflib import RDF, RDFS
from rdflib.term import Node

from memorial_kg.graph.bridge import written
from memorial_kg.validation.shapes import Targets

__all__ = ["focus_nodes", "having", "mentioned"]

_TYPE, _BELOW = f"<{RDF.type}>", f"<{RDFS.subClassOf}>"


def focus_nodes(text: str, targets: Targets) -> set[str]:
    """The nodes that the shapes are about, as N-Triples writes them; a target node counts where it is mentioned."""
    found = mentioned(text, map(_n3, targets.nodes))
    if targets.classes:
        classes = _below(text, {*map(_n3, targets.classes)})
        found.update(subject for subject, cls in having(text, _TYPE) if cls in classes)
    for predicate in targets.subjects_of:
        found.update(subject for subject, _ in having(text, _n3(predicate)))
    for predicate in targets.objects_of:
        found.update(obj for _, obj in having(text, _n3(predicate)))
    return found


def having(text: str, predicate: str) -> Iterator[tuple[str, str]]:
    """Subject and object of each triple with this predicate: one search through the text, much faster than lines."""
    pieces = text.split(f" {predicate} ")
    for before, after in pairwise(pieces):
        subject = before[before.rfind("\n") + 1 :]
        if " " not in subject:  # else it stood in a literal
            yield subject, after[: after.index("\n") - 2]


def mentioned(text: str, nodes: Iterable[str]) -> set[str]:
    """Which of these nodes stand in the text as a subject or an object."""
    return {
        node
        for node in nodes
        if node in text and re.search(rf"^(?:\S+ \S+ )?{re.escape(node)} (?:\.$|<)", text, re.MULTILINE)
    }


def _below(text: str, classes: set[str]) -> set[str]:
    """Classes with those below them, as far as the graph itself says so (SHACL, section 1.1: SHACL instance)."""
    if _BELOW not in text or not classes:
        return classes
    above = defaultdict(set)
    for cls, other in having(text, _BELOW):
        above[other].add(cls)
    found, level = set(classes), classes
    while level:
        level = {each for cls in level for each in above[cls]} - found
        found |= level
    return found


def _n3(node: Node) -> str:
    return written(node, strict=False)
