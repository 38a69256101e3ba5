"""Chooses the message that says most to a person about a constraint that is not met, whichever engine found it."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import SH, BNode, Graph
from rdflib.term import Literal, Node, URIRef

__all__ = ["best", "declared", "filled"]

_COMPONENT = "ConstraintComponent"


def declared(shapes: Graph, shape: Node, component: str) -> str:
    """The message of a shape, else that of the shape around it, else the constraint itself; English first."""
    found = [*shapes.objects(shape, SH.message)]
    if not found and isinstance(shape, BNode):
        found = [each for above in shapes.subjects(SH.property, shape) for each in shapes.objects(above, SH.message)]
    return best(found) or _plain(shapes, shape, component)


def best(messages: Iterable[Node]) -> str:
    """The message in English, or without a language, or the first; "" if there is none."""
    ordered = sorted(messages, key=lambda each: (getattr(each, "language", None) not in ("en", None), str(each)))
    return str(ordered[0]) if ordered else ""


def filled(message: str, values: dict[str, str]) -> str:
    """A message of a SPARQL constraint with the values of its variables in place of `{?value}` and `{$this}`."""
    import re

    return re.sub(r"\{[?$](\w+)\}", lambda found: values.get(found[1], found[0]), message)


def _plain(shapes: Graph, shape: Node, component: str) -> str:
    """The constraint as the shape writes it, for a shape that says nothing: engines have words of their own."""
    if not component.endswith(_COMPONENT) or "/" in component:
        return f"The constraint {component} is not met."
    name = component[0].lower() + component.removesuffix(_COMPONENT)[1:]
    values = sorted(_text(each) for each in shapes.objects(shape, SH[name]) if isinstance(each, URIRef | Literal))
    return f"The constraint sh:{name}{''.join(f' {value}' for value in values)} is not met."


def _text(term: URIRef | Literal) -> str:
    return f"<{term}>" if isinstance(term, URIRef) else str(term)
