"""Answers a batch: for each row, the things that it may mean, the likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from memorial_kg.server.reconciliation.entities import Entities
from memorial_kg.server.reconciliation.reading import Question
from memorial_kg.server.reconciliation.scoring import Score, choose, score

__all__ = ["answers"]

_CANDIDATES = 50  # things that are compared with a row
_LONGEST_HINT = 80  # characters of a value of a property that help to find candidates


def answers(entities: Entities, batch: Mapping[str, Question], check: Callable[[], None]) -> dict[str, object]:
    """The result of each query of a batch; each by itself, as the specification asks. `check` ends what takes long."""
    return {key: {"result": _result(entities, each, check)} for key, each in batch.items()}


def _result(entities: Entities, asked: Question, check: Callable[[], None]) -> list[dict[str, object]]:
    scores = []
    for name in _candidates(entities, asked):
        check()
        scores.append(score(entities, name, asked.text, asked.given))
    return [_candidate(entities, each, match) for each, match in choose(scores)[: asked.limit]]


def _candidates(entities: Entities, asked: Question) -> list[str]:
    """What the words of the row may mean: first those of the name, then with those of the properties."""
    meant = [entities.id(asked.text)]
    values = [value for several in asked.given.values() for value in several]
    hints = [entities.label(value.id) if value.id in entities else value.text for value in values]
    near = entities.catalogue.words.near
    found = near(asked.text, asked.kinds, _CANDIDATES) if asked.text else []
    if hints:
        together = " ".join([asked.text, *(hint[:_LONGEST_HINT] for hint in hints)])
        found += near(together, asked.kinds, _CANDIDATES)
    return [*dict.fromkeys([each for each in meant if each and each.partition("/")[0] in asked.kinds] + found)]


def _candidate(entities: Entities, scored: Score, match: bool) -> dict[str, object]:
    found: dict[str, object] = {
        "id": scored.name,
        "name": entities.label(scored.name),
        "type": [entities.type(scored.name)],
        "score": scored.value,
        "match": match,
        "features": scored.features,
    }
    described = entities.description(scored.name)
    return found | ({"description": described} if described else {})
