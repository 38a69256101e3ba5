"""Takes the words of one rule out of a row: where they stand, which say nothing, which are several."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from memorial_kg.records.model import Tree
from memorial_kg.sources.crosswalk.paths import Values, follow
from memorial_kg.sources.crosswalk.patterns import search_of
from memorial_kg.sources.crosswalk.rules import Condition, Fetch, KeyRule, Split
from memorial_kg.values import ValueProblem, did_you_mean, fold, quote

__all__ = ["Cells", "Steps", "cells_of", "column", "holds", "rounded", "steps_of", "text_in"]

# The words of one rule in a row, each in its place (None where nothing is said), and all of it as the source has it.
Cells: TypeAlias = Callable[[Values], tuple[str, list[Tree]]]
Steps: TypeAlias = Callable[[str], tuple[str, ...]]


def text_in(value: Tree, nulls: frozenset[str]) -> str | None:
    """A single value without the space around it, or None where it says nothing."""
    if value is None:
        return None
    text = value.strip() if isinstance(value, str) else str(value)
    return None if text in nulls else text


def cells_of(rule: KeyRule) -> Cells:
    """The function that takes the words of a rule out of a row."""
    fetch, nulls = rule.fetch, rule.nulls
    if fetch.constant:
        constant = ("", [*fetch.constant])
        return lambda _: constant
    if fetch.template is not None:
        return _filled(rule)
    raw = _raw(fetch, nulls)
    if rule.kind == "geometry":
        return lambda values: ("", [value] if (value := raw(values)) is not None else [])
    several = _several(rule)

    def cells(values: Values) -> tuple[str, list[Tree]]:
        value = raw(values)
        if type(value) is not str:
            return several(value)
        text = value.strip()
        return ("", []) if text in nulls else (text, [text])

    return cells if rule.split is None and rule.join is None else lambda values: several(raw(values))


def _raw(fetch: Fetch, nulls: frozenset[str]) -> Callable[[Values], Tree]:
    if fetch.path:
        return follow(fetch.path)
    if len(fetch.columns) == 1:
        [column] = fetch.columns
        return lambda values: values.get(column)
    columns = fetch.columns

    def first(values: Values) -> Tree:
        for column in columns:
            value = values.get(column)
            if value is not None and not (isinstance(value, str) and value.strip() in nulls):
                return value
        return None

    return first


def _filled(rule: KeyRule) -> Cells:
    template, nulls = rule.fetch.template, rule.nulls

    def cells(values: Values) -> tuple[str, list[Tree]]:
        made = template.fill(lambda name: column(values, name, nulls)) if template else None
        return ("", []) if made is None else ("", [made])

    return cells


def column(values: Values, name: str, nulls: frozenset[str]) -> str | None:
    """What stands in a column, or at a path where no column has that name; None where it says nothing."""
    value = values.get(name) if name in values or not ("." in name or "[" in name) else follow(name)(values)
    if isinstance(value, (dict, list)):
        raise ValueProblem(f"{quote(name)} holds several values", "one value", "name the way to one of them")
    return text_in(value, nulls)


def _several(rule: KeyRule) -> Callable[[Tree], tuple[str, list[Tree]]]:
    """Words out of a value that is a list, or a cell that is to be split."""
    nulls, join, split = rule.nulls, rule.join, rule.split

    def one(value: Tree) -> Tree:
        if isinstance(value, list) and join is not None:
            value = join.join(_line(item) for item in value).strip()
        if isinstance(value, (dict, list)):
            raise ValueProblem("a table stands here" if isinstance(value, dict) else "a list stands inside a list",
                               "one value", "name the way to a value in `path`, or `join` the list")  # fmt: skip
        return text_in(value, nulls)

    def cells(value: Tree) -> tuple[str, list[Tree]]:
        if isinstance(value, list) and (join is None or rule.several_by_path):
            return "", [one(item) for item in value]
        text = one(value)
        if text is None or split is None:
            return (text or "", [] if text is None else [text])
        return text, [text_in(item, nulls) for item in _parts(text, split)]

    return cells


def _line(item: Tree) -> str:
    if isinstance(item, (dict, list)):
        raise ValueProblem(
            "a table or a list stands inside the list", "a list of lines", "name the way to it in `path`"
        )
    return "" if item is None else str(item)


def _parts(text: str, split: Split) -> list[Tree]:
    if split.json:
        return _json_list(text)
    if not split.quoting:
        return [*text.split(split.by)]
    if len(split.by) == 1:
        return [*next(csv.reader([text], delimiter=split.by, skipinitialspace=True), [])]
    return _quoted_parts(text, split.by)


def _quoted_parts(text: str, by: str) -> list[Tree]:
    """Parts at a separator of several characters, unless it stands inside double quotation marks."""
    made, rest = [""], text.split(by)
    for piece in rest:
        if made[-1].count('"') % 2:
            made[-1] += by + piece
        else:
            made.append(piece)
    return [part.strip().removeprefix('"').removesuffix('"') for part in made[1:]]


def _json_list(text: str) -> list[Tree]:
    try:
        made = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise ValueProblem(
            f"{quote(text)} is not JSON", 'a list such as ["…", "…"]', "correct it in the source"
        ) from None
    return made if isinstance(made, list) else [made]


# -- conditions --------------------------------------------------------------------------------------------------------


def holds(condition: Condition, nulls: frozenset[str]) -> Callable[[Values], bool]:
    """Whether a condition holds of a row."""
    raw, among, not_among = _raw(condition.fetch, nulls), condition.among, condition.not_among
    matches, present = search_of(condition.matches) if condition.matches else None, condition.present

    def held(values: Values) -> bool:
        value = raw(values)
        text = value if value is None or isinstance(value, str) else "\n".join(_words_in(value))
        text = text_in(text, nulls)
        return not (
            (present is not None and present != (text is not None))
            or (among is not None and text not in among)
            or (not_among is not None and text in not_among)
            or (matches is not None and (text is None or not matches(text)))
        )

    return held


def _words_in(value: Tree) -> list[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return [word for item in inner for word in (_words_in(item) if isinstance(item, (dict, list)) else [str(item)])]


# -- what is done with a word ------------------------------------------------------------------------------------------


def steps_of(rule: KeyRule) -> Steps | None:
    """What is done with each word before it is read, or None if nothing is: entities, regular expression, table."""
    rounds = rule.decimals is not None and rule.kind == "plain"
    asked = ((rule.html, _unescaped), (rule.regex, _found), (rule.lookup, _looked_up), (rounds, _rounded))
    steps = [make(rule) for wanted, make in asked if wanted]
    if len(steps) <= 1:
        return steps[0] if steps else None

    def all_steps(word: str) -> tuple[str, ...]:
        words: tuple[str, ...] = (word,)
        for step in steps:
            words = tuple(made for each in words for made in step(each))
        return words

    return all_steps


def _unescaped(_rule: KeyRule) -> Steps:
    return lambda word: (html.unescape(word),)


def _found(rule: KeyRule) -> Steps:
    pattern, unmatched = rule.regex, rule.unmatched
    search = search_of(pattern) if pattern else lambda _: None

    def step(word: str) -> tuple[str, ...]:
        match = search(word)
        if match is not None:
            found = match[1] if match.re.groups else match[0]
            return (found.strip(),) if found and found.strip() else ()
        if unmatched == "refuse":
            expected = f"what {pattern.pattern if pattern else ''} finds"
            raise ValueProblem(f"{quote(word)} does not fit the pattern of the rule", expected,
                               "correct `regex`, or say what to do in `unmatched`")  # fmt: skip
        return (word,) if unmatched == "keep" else ()

    return step


# A word that is unknown once is so in many rows.
_guess = lru_cache(maxsize=1024)(did_you_mean)
_folded = lru_cache(maxsize=1 << 14)(fold)


def _looked_up(rule: KeyRule) -> Steps:
    lookup, unknown = rule.lookup, rule.unknown
    known: dict[str, tuple[str, ...]] = dict(lookup.written) if lookup else {}

    def step(word: str) -> tuple[str, ...]:
        meaning = known.get(word)
        if meaning is None and lookup is not None:
            meaning = lookup.meanings.get(_folded(word))
        if meaning is not None:
            return meaning
        if unknown == "refuse" and lookup is not None:
            expected = f"a word of [harvest.lookup.{lookup.name}]"
            todo = _guess(word, (*lookup.written,)) or "add it there; = [] if it is to be left out"
            raise ValueProblem(f"{quote(word)} is not in the table {lookup.name}", expected, todo)
        return (word,) if unknown == "keep" else ()

    return step


def _rounded(rule: KeyRule) -> Steps:
    return lambda word: (rounded(word, rule.decimals),)


def rounded(word: str, decimals: int | None) -> str:
    """A number with so many decimals at most, as it stands if it has no more."""
    whole, _, rest = word.partition(".")
    if decimals is None or len(rest) <= decimals or not (whole.lstrip("-") + rest).isdigit():
        return word
    from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

    try:
        made = format(Decimal(word).quantize(Decimal((0, (1,), -decimals)), rounding=ROUND_HALF_EVEN), "f")
    except InvalidOperation:
        return word
    return made.removeprefix("-") if made.strip("-0.") == "" else made
