"""Knows which constructs of SHACL the fast engine evaluates as pySHACL does: other people's shapes are held to it."""

from __future__ import annotations

from rdflib import SH, Graph, URIRef

__all__ = ["refusal"]

# Terms of SHACL for which both engines gave the same results on our shapes, their broken examples and mutated data.
_ALIKE = frozenset(
    {
        *("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "property", "path", "inversePath"),
        *("class", "datatype", "nodeKind", "minCount", "maxCount", "minLength", "pattern", "in", "or"),
        *("minExclusive", "minInclusive", "maxInclusive", "lessThanOrEquals"),
        *("message", "severity", "deactivated", "name", "description", "order", "group", "defaultValue"),
        *("NodeShape", "PropertyShape", "IRI", "Literal", "Violation", "Warning", "Info"),
    }
)


def refusal(shapes: Graph) -> str:
    """What in the shapes the fast engine is not known to evaluate alike, as a part of a sentence; "" if nothing."""
    used = {str(term).removeprefix(str(SH)) for triple in shapes for term in triple if _of_shacl(term)}
    strange = sorted(used - _ALIKE)
    return f"use sh:{', sh:'.join(strange)}, which only pySHACL is known to get right" if strange else ""


def _of_shacl(term: object) -> bool:
    return isinstance(term, URIRef) and term.startswith(str(SH))
