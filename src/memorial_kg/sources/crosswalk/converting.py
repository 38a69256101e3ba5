"""Reads a word as what its key takes: a text with its language, a date, a measure, a point, a reference."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, TypeAlias

from memorial_kg.records.model import Tree
from memorial_kg.sources.crosswalk.cells import column, rounded
from memorial_kg.sources.crosswalk.paths import Values
from memorial_kg.sources.crosswalk.points import point_of
from memorial_kg.sources.crosswalk.rules import KeyRule
from memorial_kg.values import ValueProblem, check_language, did_you_mean, quote
from memorial_kg.values.written_dates import NoDate, read_written_date
from memorial_kg.values.written_measures import Measure, read_written_measure

__all__ = ["Convert", "converter_of"]

# A word and its row → the value; None where the word says that there is nothing.
Convert: TypeAlias = Callable[[Tree, Values], Tree]

_PAIR: Final = re.compile(r"\(?\s*([^\s,;]+)\s*[,;\s]\s*([^\s,;]+?)\s*\)?")
_WKT: Final = re.compile(r"(?i)(?:SRID=4326;)?\s*POINT\s*\(\s*(\S+)\s+(\S+?)\s*\)")


def converter_of(rule: KeyRule) -> Convert:
    """The function that reads the words of a rule."""
    return _CONVERTERS[rule.kind](rule)


def _as_text(rule: KeyRule) -> Convert:
    if not rule.language_column:
        own = rule.language
        return lambda word, _: (own, word)
    language = _language(rule)
    return lambda word, values: (language(values), word)


def _language(rule: KeyRule) -> Callable[[Values], str]:
    """The language of a text, which a column of its own may name."""
    if not rule.language_column:
        return lambda _: rule.language

    def language(values: Values) -> str:
        stated = column(values, rule.language_column, rule.nulls)
        return rule.language if stated is None else _known_language(stated)

    return language


_known_language = lru_cache(maxsize=1024)(check_language)


def _as_it_is(_rule: KeyRule) -> Convert:
    return lambda word, _: word


def _as_choice(rule: KeyRule) -> Convert:
    choices, unknown = rule.key.choices, rule.unknown

    def convert(word: Tree, _: Values) -> Tree:
        if word in choices:
            return word
        if unknown == "leave-out":
            return None
        raise ValueProblem(f"{quote(word)} is not a word for `{rule.key.name}`", f"one of {', '.join(sorted(choices))}",
                           did_you_mean(word, choices) or "say what it means in a `lookup`")  # fmt: skip

    return convert


def _as_date(rule: KeyRule) -> Convert:
    order, languages, century = rule.date_order or None, rule.date_languages, rule.century or None

    def convert(word: Tree, _: Values) -> Tree:
        try:
            return read_written_date(word, order=order, languages=languages, two_digit_years=century)  # type: ignore[arg-type]
        except NoDate:
            return None

    return convert


def _as_measure(rule: KeyRule) -> Convert:
    wanted, order, unit = rule.key.name, rule.order, rule.unit or None

    @lru_cache(maxsize=1 << 14)
    def read(word: str) -> tuple[tuple[str, str], ...] | None:
        found = read_written_measure(word, unit)
        named = [each for each in found if each.dimension == wanted and not each.part]
        bare = [each for each in found if each.dimension is None and not each.part]
        if not named and bare:
            named = _by_place(word, bare, wanted, order)
        if not named and (others := [each.part for each in found if each.dimension == wanted]):
            raise ValueProblem(f"{quote(word)} gives {wanted} of a part only: {', '.join(others)}", "that of the whole",
                               "leave it to `materialWording` or `description`")  # fmt: skip
        if len(named) > 1:
            raise ValueProblem(f"{quote(word)} gives {wanted} more than once", "one size", "correct it in the source")
        return _quantity(named[0]) if named else None

    def convert(word: Tree, _: Values) -> Tree:
        made = read(word)
        return None if made is None else dict(made)

    return convert


def _by_place(word: str, bare: list[Measure], wanted: str, order: tuple[str, ...]) -> list[Measure]:
    """The measures at the declared place; a single one needs no declaration."""
    if order and wanted in order:
        return bare[order.index(wanted) :][:1] if len(bare) > 1 or order[0] == wanted else []
    if len(bare) == 1 and not order:
        return bare
    if order:
        return []
    raise ValueProblem(f"{quote(word)} is {len(bare)} sizes, and nothing says which is which", "one size",
                       'declare their order in the rule: `order = ["height", "width", "depth"]`')  # fmt: skip


def _quantity(measure: Measure) -> tuple[tuple[str, str], ...]:
    approximate = (("approximate", "true"),) if measure.approximate else ()
    return (("value", measure.value), ("unit", measure.unit), *approximate)


def _as_coordinates(rule: KeyRule) -> Convert:
    latitude_first, decimals = rule.latitude_first, rule.decimals

    def convert(word: Tree, _: Values) -> Tree:
        found = _WKT.fullmatch(word) or _PAIR.fullmatch(word)
        if found is None:
            raise ValueProblem(
                f"{quote(word)} is not two numbers", "such as 39.2904, -76.6122", "correct it in the source"
            )
        first, second = (rounded(each, decimals) for each in found.groups())
        # Well-known text has one order, whatever is declared: longitude first.
        swap = latitude_first and found.re is not _WKT
        return {"latitude": first, "longitude": second} if swap else {"latitude": second, "longitude": first}

    return convert


def _as_geometry(rule: KeyRule) -> Convert:
    shapes, decimals = rule.shapes, rule.decimals

    def convert(word: Tree, _: Values) -> Tree:
        made = point_of(word, shapes, decimals)
        if made is None:
            return None
        point: dict[str, Tree] = {"latitude": made.latitude, "longitude": made.longitude}
        return point | ({"radius": made.radius, "method": {"en": made.method}} if made.method else {})

    return convert


def _as_reference(rule: KeyRule) -> Convert:
    template, naming, lookup = rule.id, rule.naming, rule.lookup
    named = lookup is not None or template is not None
    language, nulls = _language(rule), rule.nulls

    def convert(word: Tree, values: Values) -> Tree:
        """`word` is what a lookup made of it, with the spelling of the source behind it."""
        meaning, spelling = word if isinstance(word, tuple) else ("", word)
        made = meaning or _id(spelling, values)
        name = spelling if named else None
        if naming is not None:
            name = naming.fill(lambda place: spelling if place == "value" else column(values, place, nulls))
        return {"id": made, "name": {language(values): name}} if name else {"id": made}

    def _id(spelling: str, values: Values) -> str:
        if template is None:
            return spelling
        made = template.fill(lambda place: spelling if place == "value" else column(values, place, nulls))
        if made is None:
            raise ValueProblem(
                f"a column of the id {quote(template.text)} says nothing", "a value in each", "choose others"
            )
        return made

    return convert


_CONVERTERS: Final[Mapping[str, Callable[[KeyRule], Convert]]] = {
    "text": _as_text,
    "plain": _as_it_is,
    "date": _as_date,
    "measure": _as_measure,
    "coordinates": _as_coordinates,
    "geometry": _as_geometry,
    "choice": _as_choice,
    "iri": _as_it_is,
    "reference": _as_reference,
}
