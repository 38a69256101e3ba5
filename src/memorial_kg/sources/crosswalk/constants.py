"""Checks what a crosswalk itself says of every record: a wrong constant is one mistake, not one for each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from memorial_kg.errors import Problem
from memorial_kg.ontology import Ontology
from memorial_kg.records import Row, check_record
from memorial_kg.records.model import Origin, Tree
from memorial_kg.sources.crosswalk.drafting import drafter_of
from memorial_kg.sources.crosswalk.leaves import Sheet
from memorial_kg.sources.crosswalk.rules import Fetch, KeyRule
from memorial_kg.values import ValueProblem

__all__ = ["wrong_constants"]


def wrong_constants(rules: Iterable[KeyRule], namespace: str, ontology: Ontology) -> Iterator[tuple[str, ValueProblem]]:
    """The place of each constant and default that no record could hold, and what is wrong with it."""
    for rule in rules:
        stated = {"constant": rule.fetch.constant, "default": (rule.default,) if rule.default else ()}
        for word, constant in stated.items():
            if not constant or any(name != "value" for each in (rule.id, rule.naming) if each for name in each.names):
                continue
            alone = replace(rule, fetch=Fetch(constant=constant), when=(), language_column="")
            for problem in _problems(alone, namespace, ontology):
                yield f"{rule.place}.{word}", ValueProblem(problem.what, problem.expected, problem.todo)


def _problems(rule: KeyRule, namespace: str, ontology: Ontology) -> list[Problem | ValueProblem]:
    try:
        claims = drafter_of([rule])({}, Sheet())
    except ValueProblem as problem:
        return [problem]
    tree: dict[str, Tree] = {"record": "x", "about": f"{namespace}/x", "locator": "x", **claims}
    _, problems = check_record(Row(tree, Origin()), "x", ontology)
    return [problem for problem in problems if _is_about(problem.key, rule.name)]


def _is_about(key: str, name: str) -> bool:
    """Whether a problem is about the value itself, and not about what other rules give."""
    plain = ".".join(part for part in key.split(".") if not part.isdigit())
    return f"{plain}.".startswith(f"{name}.")
