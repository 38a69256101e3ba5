"""Compiles one rule into a function that takes its values out of a row, and notes what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from memorial_kg.records.model import Tree
from memorial_kg.sources.crosswalk.cells import Steps, cells_of, holds, steps_of
from memorial_kg.sources.crosswalk.converting import converter_of
from memorial_kg.sources.crosswalk.paths import Values
from memorial_kg.sources.crosswalk.rules import KeyRule
from memorial_kg.values import ValueProblem

__all__ = ["Leaf", "Sheet", "leaf_of"]

# A row → the values of a rule, each in its place; None where nothing is said or can be kept.
Leaf: TypeAlias = "Callable[[Values, Sheet], list[Tree]]"

# Ways of reading that always change what they read.
_READ: Final = ("date", "measure")


@dataclass(slots=True)
class Sheet:
    """What is noted while one row is read: refused values, the words of the source, how many values it stated."""

    stated: int = 0
    refused: list[tuple[KeyRule, str, ValueProblem]] = field(default_factory=list)
    evidence: dict[str, list[str]] = field(default_factory=dict)

    def show(self, name: str, words: str) -> None:
        """Keep the words of the source for a key, once."""
        kept = self.evidence.setdefault(name, [])
        if words not in kept:
            kept.append(words)


def leaf_of(rule: KeyRule) -> Leaf:
    """The function of one rule."""
    inner = _constant(rule) if rule.fetch.constant else _stated(rule)
    if not rule.when:
        return inner
    tests = [holds(condition, rule.nulls) for condition in rule.when]

    def leaf(values: Values, sheet: Sheet) -> list[Tree]:
        try:
            holding = all(test(values) for test in tests)
        except ValueProblem as problem:
            sheet.refused.append((rule, _shown(values, rule), problem))
            return []
        return inner(values, sheet) if holding else []

    return leaf


def _constant(rule: KeyRule) -> Leaf:
    convert = converter_of(rule)
    words = rule.fetch.constant

    # Made anew for each row: what is inside may be completed by other rules.
    return lambda values, _: [convert(word, values) for word in words]


def _stated(rule: KeyRule) -> Leaf:
    cells, read, name = cells_of(rule), _reader(rule), rule.name
    show = _shows(rule)
    default, convert = rule.default, converter_of(rule)

    def leaf(values: Values, sheet: Sheet) -> list[Tree]:
        try:
            words, found = cells(values)
        except ValueProblem as problem:
            sheet.refused.append((rule, _shown(values, rule), problem))
            return []
        made: list[Tree] = []
        for word in found:
            if word is None:
                made.append(None)
                continue
            try:
                kept = read(word, values)
            except ValueProblem as problem:
                sheet.refused.append((rule, word if isinstance(word, str) else "", problem))
                made.append(None)
                continue
            if kept:
                sheet.stated += 1
                made += kept
                if show is not None and show(words or word, kept):
                    sheet.show(name, words or word)
            else:
                made.append(None)
        return [convert(default, values)] if default and not found else made

    return leaf


_Read: TypeAlias = Callable[[Tree, Values], list[Tree]]


def _reader(rule: KeyRule) -> _Read:
    """What is done with one word: the steps of the rule, then its reading. No value: the word is known and left out."""
    steps, convert = steps_of(rule), converter_of(rule)
    if steps is None:

        def read(word: Tree, values: Values) -> list[Tree]:
            value = convert(word, values)
            return [] if value is None else [value]

        return read
    if rule.kind == "reference" and rule.lookup is not None:
        return _reference_reader(rule, steps)
    changed = steps

    def read_changed(word: Tree, values: Values) -> list[Tree]:
        return [value for each in changed(word) if (value := convert(each, values)) is not None]

    return read_changed


def _reference_reader(rule: KeyRule, steps: Steps) -> _Read:
    """A reference keeps the spelling of the source beside the id that the table gives."""
    convert, known = (
        converter_of(rule),
        {each for meaning in rule.lookup.meanings.values() for each in meaning} if rule.lookup else set(),
    )

    def read(word: Tree, values: Values) -> list[Tree]:
        return [convert((each, word) if each in known else each, values) for each in steps(word)]

    return read


def _shows(rule: KeyRule) -> Callable[[str, list[Tree]], bool] | None:
    """Whether the words of the source are kept beside a value, where that has to be asked at all."""
    if rule.evidence == "never" or rule.kind == "geometry":
        return None
    if rule.evidence == "always" or (rule.kind in _READ and rule.fetch.template is None):
        return lambda words, _: bool(words)
    changes = (
        rule.html or rule.split or rule.regex or rule.lookup or rule.decimals is not None or rule.kind == "coordinates"
    )
    if not changes:
        return None
    if rule.kind == "reference":
        return lambda words, kept: bool(words) and not any(words in _names(each) for each in kept)
    return lambda words, kept: bool(words) and not (len(kept) == 1 and words == _word(kept[0]))


def _names(reference: Tree) -> list[str]:
    return [
        name for names in reference.get("name", {}).values() for name in ([names] if isinstance(names, str) else names)
    ]


def _word(value: Tree) -> Tree:
    return value[1] if isinstance(value, tuple) else value


def _shown(values: Values, rule: KeyRule) -> str:
    return " ".join(str(values[name]) for name in rule.fetch.columns if name in values)
