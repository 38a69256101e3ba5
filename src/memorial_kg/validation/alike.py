"""Knows which constructs of SHACL the fast engine evaluates as pySHACL does: other people's shapes are held to it."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter

from rdflib import SH, Graph, URIRef
from rdflib.term import Node

from memorial_kg.validation.shapes import HOLDS_SHAPE, HOLDS_SHAPES

__all__ = ["refusal"]

# Terms of SHACL for which both engines gave the same results: on our shapes, their broken examples and mutated data,
# and on some hundred random shapes (tests/validation/test_engines.py). Those with one value in a shape, and the others.
_ONCE = frozenset(
    {
        *("path", "minCount", "maxCount", "datatype", "nodeKind", "minLength", "maxLength", "pattern", "flags", "in"),
        *("minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "uniqueLang", "languageIn", "severity"),
        *("closed", "ignoredProperties", "qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount"),
        *("deactivated",),
    }
)
_ALIKE = _ONCE | {
    *("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "property", "node", "not", "or", "and"),
    *("xone", "class", "hasValue", "equals", "disjoint", "lessThan", "lessThanOrEquals"),
    *("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"),
    *("message", "name", "description", "order", "group", "defaultValue", "NodeShape", "PropertyShape"),
    *("IRI", "Literal", "BlankNode", "IRIOrLiteral", "BlankNodeOrIRI", "BlankNodeOrLiteral"),
    *("Violation", "Warning", "Info"),
}
_OTHER_DIALECT = re.compile(r"&&|--|~~|\[\[|\(\?|\\[^dswDSW.\-+*?()\[\]{}|^$\\/]")


def refusal(shapes: Graph) -> str:
    """What in the shapes the fast engine is not known to evaluate alike, as a part of a sentence; "" if nothing."""
    used = {str(term).removeprefix(str(SH)) for triple in shapes for term in triple if _of_shacl(term)}
    strange = sorted(used - _ALIKE)
    if strange:
        return f"use sh:{', sh:'.join(strange)}, which only pySHACL is known to get right"
    for name in sorted(_ONCE & used):
        several = [shape for shape in set(shapes.subjects(SH[name])) if len([*shapes.objects(shape, SH[name])]) > 1]
        if several:
            return f"give sh:{name} more than once in a shape, which SHACL does not allow"
    if any((shape, SH.property, None) in shapes for shape in shapes.subjects(SH.path)):
        return "hold a sh:property in a property shape, which only pySHACL is known to get right"
    if any(_OTHER_DIALECT.search(str(pattern)) for pattern in shapes.objects(None, SH.pattern)):
        return "hold a sh:pattern that another engine may read otherwise"
    if any(str(flags) != "i" for flags in shapes.objects(None, SH.flags)):
        return "hold sh:flags other than i, which only pySHACL is known to get right"
    return "lead into each other without end" if _circular(shapes) else ""


def _of_shacl(term: object) -> bool:
    return isinstance(term, URIRef) and term.startswith(str(SH))


def _circular(shapes: Graph) -> bool:
    """Whether a shape asks for itself, be it by way of others: SHACL leaves open what that means."""
    asks: dict[Node, set[Node]] = {}
    for predicate in HOLDS_SHAPE:
        for shape, other in shapes.subject_objects(predicate):
            asks.setdefault(shape, set()).add(other)
    for predicate in HOLDS_SHAPES:
        for shape, head in shapes.subject_objects(predicate):
            asks.setdefault(shape, set()).update(shapes.items(head))
    try:
        TopologicalSorter(asks).prepare()
    except CycleError:
        return True
    return False
