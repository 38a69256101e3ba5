"""Completes what somebody types into a field of OpenRefine: a thing, a type, or a property."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from memorial_kg.catalogue.folding import folded
from memorial_kg.server.reconciliation.entities import KINDS, Entities
from memorial_kg.server.reconciliation.properties import properties_of

__all__ = ["SUGGESTED", "suggest"]

_PAGE = 20
_MOST = 100  # things that paging reaches


def suggest(entities: Entities, what: str, prefix: str, cursor: int) -> dict[str, object]:
    """What fits, without the first few that `cursor` says."""
    return {"result": [*SUGGESTED[what](entities, prefix)][cursor : cursor + _PAGE]}


def _things(entities: Entities, prefix: str) -> Iterable[dict[str, object]]:
    """Those whose names begin so, then those whose names are alike; the one with this id first."""
    words = entities.catalogue.words
    begin = [name for name, _ in words.suggest(prefix, limit=_MOST) if name.partition("/")[0] in KINDS]
    near = words.near(prefix, KINDS, _PAGE) if not begin and folded(prefix) else []
    for name in dict.fromkeys(filter(None, [entities.id(prefix), *begin, *near])):
        found: dict[str, object] = {"id": name, "name": entities.label(name), "notable": [entities.type(name)]}
        described = entities.description(name)
        yield found | ({"description": described} if described else {})


def _types(entities: Entities, prefix: str) -> Iterable[dict[str, object]]:
    for kind in KINDS:
        shape = entities.ontology.by_namespace[kind]
        if _fits(prefix, shape.name, shape.label, kind):
            yield {"id": shape.name, "name": shape.label}


def _properties(entities: Entities, prefix: str) -> Iterable[dict[str, object]]:
    """Each id once: those that begin so, then those whose names do, then those with a word that does."""
    known = {id_: each for kind in KINDS for id_, each in properties_of(entities.ontology, kind).items()}
    fitting = [each for each in known.values() if _fits(prefix, each.id, each.name)]
    start, typed = folded(prefix), prefix.strip()
    fitting.sort(key=lambda each: (not each.id.startswith(typed), not folded(each.name).startswith(start)))
    for each in fitting:
        yield {"id": each.id, "name": each.name, "description": each.key.description}


def _fits(prefix: str, *texts: str) -> bool:
    """Tell whether every word of a prefix begins one of the words."""
    words = [word for text in texts for word in folded(text).split()] + [text.lower() for text in texts]
    return all(any(word.startswith(each) for word in words) for each in folded(prefix).split())


SUGGESTED: dict[str, Callable[[Entities, str], Iterable[dict[str, object]]]] = {
    "entity": _things,
    "type": _types,
    "property": _properties,
}
