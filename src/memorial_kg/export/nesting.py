"""Decides which node stands inside which, for formats that nest: each once, where a person would look for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping

from memorial_kg.export.nodes import Node, thing_of

__all__ = ["Place", "nesting"]

Place = tuple[str, str, str]  # subject, predicate, object: the object's node stands at this mention of it


def nesting(
    nodes: Mapping[str, Node],
    parts: Callable[[Node], Collection[str]],
    closed: Callable[[Node, str, str], bool],
    whole: bool,
) -> set[Place]:
    """The mentions at which nodes of one graph are written out.

    Parts stand inside their thing, at the predicates that `parts` gives for a node before any other mention; with
    `whole` everything stands inside the first node from which it can be reached. Where `closed` says so, nothing may
    stand. A node that nothing reaches begins a tree of its own.
    """
    places: set[Place] = set()
    seen: set[str] = set()
    for root in nodes.values():
        if root.subject in seen:
            continue
        seen.add(root.subject)
        by_parts, by_any = deque([root]), deque[Node]()
        while by_parts or by_any:
            first = bool(by_parts)
            node = by_parts.popleft() if first else by_any.popleft()
            for predicate, obj in _mentions(node, parts(node) if first else None):
                if obj not in nodes or obj in seen or closed(node, predicate, obj):
                    continue
                if whole or thing_of(obj.rstrip(">")) == thing_of(root.subject.rstrip(">")):
                    seen.add(obj)
                    places.add((node.subject, predicate, obj))
                    by_parts.append(nodes[obj])
            if first:
                by_any.append(node)
    return places


def _mentions(node: Node, predicates: Collection[str] | None) -> Iterator[tuple[str, str]]:
    for predicate, objects in node.says:
        if predicates is None or predicate in predicates:
            yield from ((predicate, each) for each in objects)
