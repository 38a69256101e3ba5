"""Guesses what a column means by its name and its values, each guess with its evidence in words."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from memorial_kg.sources.crosswalk.proposing.dates import date_words
from memorial_kg.sources.crosswalk.proposing.guess import Guess, Setting, examples, mostly, says, shares, toml, where
from memorial_kg.sources.crosswalk.proposing.names import kind_named
from memorial_kg.sources.crosswalk.proposing.profiles import Column
from memorial_kg.values import ValueProblem, check_text
from memorial_kg.values.written_measures import read_written_measure

__all__ = ["guess"]

_MOST_KINDS: Final = 60
_ENOUGH: Final = 0.5
_SOME: Final = 0.02

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_ADDRESS_OF_PAGE: Final = re.compile(r"https?://\S+")
_ITEM: Final = re.compile(r"Q[1-9][0-9]*")
_OSM: Final = re.compile(r"(?:node|way|relation)/[0-9]+")
# Words of a column's name that say of which event a date is; folded.
_OF_EVENTS: Final = frozenset({
    "built", "construction", "created", "creation", "completed", "completion", "dedication", "dedicated", "inception",
    "inauguration", "inaugurated", "unveiled", "unveiling", "opening", "opened", "erected", "installed", "installation",
    "removal", "removed", "baujahr", "erbaut", "entstehung", "einweihung", "yapim", "acilis", "construccion",
    "inauguracion", "construcao", "inauguracao", "bouwjaar", "otkrivanja", "izgradnje", "postroiki", "otkrytiia",
})  # fmt: skip
_UNIT_IN_NAME: Final = {
    "m": "m", "cm": "cm", "mm": "mm", "ft": "ft", "feet": "ft", "in": "in", "inches": "in", "meter": "m", "metre": "m",
    "metres": "m", "meters": "m", "metros": "m",
}  # fmt: skip


def guess(role: str, column: Column, setting: Setting) -> Guess | None:
    """What a column of this role gives a record; None if its values do not look like that."""
    return _GUESSES[role](column, setting) if role in _GUESSES else None


# -- texts -------------------------------------------------------------------------------------------------------------


def _is_text(value: str) -> bool:
    try:
        check_text(value)
    except ValueProblem:
        return False
    return not _NUMBER.fullmatch(value) and not _ADDRESS_OF_PAGE.fullmatch(value)


def _text(key: str) -> Callable[[Column, Setting], Guess | None]:
    def made(column: Column, setting: Setting) -> Guess | None:
        if not mostly(column, setting, _is_text):
            return None
        found = Guess(column, key, [says(column, setting)], [{"key": toml(key), **where(column)}])
        entities, said = shares(column, setting, lambda value: re.search(r"&(?:[a-z]+|#[0-9]+);", value))
        if entities:
            found.rules[0]["html"] = "true"
            found.why.append(f"{entities:,} of {said:,} values have HTML entities")
        return found

    return made


def _plain(key: str) -> Callable[[Column, Setting], Guess | None]:
    def made(column: Column, setting: Setting) -> Guess | None:
        return Guess(column, key, [says(column, setting)], [{"key": toml(key), **where(column)}])

    return made


def _inscription(column: Column, setting: Setting) -> Guess | None:
    found = _text("inscriptions.text")(column, setting)
    if found:
        found.rules[0]["language"] = '"und"'
        found.why.append("nothing tells the language of inscriptions: name it in `language`, or a column of it")
    return found


# -- people ------------------------------------------------------------------------------------------------------------


def _people(key: str) -> Callable[[Column, Setting], Guess | None]:
    def made(column: Column, setting: Setting) -> Guess | None:
        if not mostly(column, setting, _is_text):
            return None
        rule = {"key": toml(key), **where(column)}
        found = Guess(column, key, [says(column, setting, "name")], [rule])
        _split(found, rule, setting)
        rule["id"] = toml(f"person/{setting.prefix}-{{value|slug}}")
        found.why.append("each spelling becomes a person of its own; `lookup` can say who is one, or an organization/…")
        return found

    return made


def _split(found: Guess, rule: dict[str, str], setting: Setting) -> None:
    """Say how one cell holds several values, where it is plain; where it is not, say so."""
    lists, said = shares(found.column, setting, lambda value: value.startswith("[") and value.endswith("]"))
    if lists > _ENOUGH * said:
        rule["split"] = "{ json = true }"
        found.why.append(f"{lists:,} of {said:,} cells are lists in JSON")
        return
    for sign in (";", "|", ","):
        cells = {value: times for value, times in found.column.said(setting.nulls).items() if sign in value}
        held = sum(cells.values())
        if held <= _SOME * said and sign != ",":
            continue
        alone, parts = _alone(cells, sign, found.column)
        if sign != "," or (parts and alone > _ENOUGH * parts):
            rule["split"] = toml(sign)
            found.why.append(
                f"{held:,} of {said:,} cells have a `{sign}`; {alone:,} of their {parts:,} parts are cells elsewhere"
            )
            return
        if held:
            found.why.append(
                f"{held:,} of {said:,} cells have a comma, between two values or within one: it is not split"
            )
            found.hints.append('split = ","')


def _alone(cells: Mapping[str, int], sign: str, column: Column) -> tuple[int, int]:
    """How many parts of cells are whole cells in other rows, and how many parts there are."""
    parts = [part.strip() for value, times in cells.items() for part in value.split(sign) * times]
    return sum(part in column.values for part in parts), len(parts)


# -- kinds, status, links ----------------------------------------------------------------------------------------------


def _kind(column: Column, setting: Setting) -> Guess | None:
    said = column.said(setting.nulls)
    rule = {"key": '"kinds"', **where(column)}
    found = Guess(column, "kinds", [says(column, setting)], [rule])
    _split(found, rule, setting)
    found.hints.clear()
    words = Counter[str]()
    for value, times in said.items():
        parts = value.split(json.loads(rule["split"])) if rule.get("split", "").startswith('"') else [value]
        words.update({part.strip(): times for part in parts})
    if not words or len(words) > _MOST_KINDS:
        return None
    meanings = {word: kind_named(word) for word, _ in words.most_common() if word}
    known = sum(words[word] for word, kind in meanings.items() if kind)
    if not known:
        return None
    rule |= {"lookup": '"kinds"', "unknown": '"leave-out"'}
    found.why.append(f"{known:,} of {words.total():,} words name a kind that is known; [] leaves a word out")
    found.lookup = {toml(word): toml(kind) if kind else "[]" for word, kind in meanings.items()}
    return found


def _status(column: Column, setting: Setting) -> Guess | None:
    words = {"approved", "built", "proposed", "removed", "altered"}
    held, said = shares(column, setting, lambda value: value in words)
    rule = {"key": '"status"', **where(column)}
    why = [says(column, setting)]
    if held < said:
        why.append(
            f"{held:,} of {said:,} are words of `status` ({', '.join(sorted(words))}): a lookup can say the rest"
        )
    return Guess(column, "status", why, [rule], sure=said > 0 and held == said)


def _entry(pattern: re.Pattern[str], template: str, what: str) -> Callable[[Column, Setting], Guess | None]:
    def made(column: Column, setting: Setting) -> Guess | None:
        held, said = shares(column, setting, pattern.fullmatch)
        address = re.compile(
            template.replace(".", "[.]").replace("{}", f"(?:{pattern.pattern})").replace("http:", "https?:")
        )
        whole, _ = shares(column, setting, address.fullmatch)
        if not said or max(held, whole) < said or (held and column.nested):
            return None
        rule = {"key": '"sameAs"'} | (
            where(column) if whole else {"template": toml(template.replace("{}", f"{{{column.name}}}"))}
        )
        why = [f"all {said:,} values are {what}: {examples(column, setting.nulls)}",
               "it says that they are the same thing, and not another that is meant: look at some first"]  # fmt: skip
        return Guess(column, "sameAs", why, [rule])

    return made


# -- sizes -------------------------------------------------------------------------------------------------------------


def _measure(*keys: str) -> Callable[[Column, Setting], Guess | None]:
    def made(column: Column, setting: Setting) -> Guess | None:
        unit = next((_UNIT_IN_NAME[word] for word in reversed(column.words) if word in _UNIT_IN_NAME), "")
        held, said = shares(column, setting, lambda value: _is_size(value, unit))
        bare, _ = shares(column, setting, _NUMBER.fullmatch)
        if not said or held + bare <= _ENOUGH * said:
            return None
        rules = [{"key": toml(key), **where(column), **({"unit": toml(unit)} if unit else {})} for key in keys]
        found = Guess(
            column, keys[0], [says(column, setting), f"{held:,} of {said:,} are sizes that can be read"], rules
        )
        if unit:
            found.why.append(f"the name of the column says that the unit is {unit}")
        elif bare:
            found.why.append(f"{bare:,} of {said:,} are numbers without a unit")
            found.hints.append('unit = "m"')
            found.sure = bare < _ENOUGH * said
        rows, _ = shares(column, setting, lambda value: re.search(r"[0-9'\"’” .]\s*[x×X]\s*[0-9]", value))
        if len(keys) > 1 and rows:
            found.why.append(f"{rows:,} are several sizes: where they do not say which is which, `order` has to")
            found.hints.append('order = ["height", "width", "depth"]')
        return found

    return made


def _is_size(value: str, unit: str) -> bool:
    try:
        return bool(read_written_measure(value, unit or None))
    except ValueProblem:
        return False


# -- dates -------------------------------------------------------------------------------------------------------------


def _date(key: str) -> Callable[[Column, Setting], Guess | None]:
    def made(column: Column, setting: Setting) -> Guess | None:
        words = date_words(column, setting.nulls, setting.date_languages)
        if words is None:
            return None
        rule = {"key": toml(key), **where(column), **words.options}
        found = Guess(column, key, [says(column, setting), *words.why], [rule], hints=words.hints)
        stamps, said = shares(column, setting, lambda value: re.search(r"[0-9][T ][0-9]{1,2}:[0-9]{2}", value))
        if not set(column.words) & _OF_EVENTS:
            found.sure = stamps <= _ENOUGH * said
            found.why.append("its name does not say of what it is the date: it may belong to `inauguration.date`, too")
            if not found.sure:
                found.why.append(f"{stamps:,} of {said:,} have a time of day: they may be the stamps of entries")
        return found

    return made


_GUESSES: Final[Mapping[str, Callable[[Column, Setting], Guess | None]]] = {
    "name": _text("name"),
    "alternative": _text("alternateName"),
    "siting": _text("siting"),
    "material": _text("materialWording"),
    "description": _text("description"),
    "dedicated_to": _text("dedication"),
    "inscription": _inscription,
    "address": _text("addresses.text"),
    "street": _plain("addresses.street"),
    "locality": _plain("addresses.locality"),
    "region": _plain("addresses.region"),
    "postcode": _plain("addresses.postalCode"),
    "country": _plain("addresses.country"),
    "sculptor": _people("sculptors"),
    "architect": _people("architects"),
    "designer": _people("designers"),
    "artist": _people("creators"),
    "funder": _people("funders"),
    "commissioner": _people("commissioners"),
    "id": _entry(_OSM, "https://www.openstreetmap.org/{}", "elements of OpenStreetMap"),
    "made": _date("construction.date"),
    "opened": _date("inauguration.date"),
    "removed": _date("removal.date"),
    "kind": _kind,
    "status": _status,
    "wikidata": _entry(_ITEM, "http://www.wikidata.org/entity/{}", "items of Wikidata"),
    "osm": _entry(_OSM, "https://www.openstreetmap.org/{}", "elements of OpenStreetMap"),
    "height": _measure("height"),
    "width": _measure("width"),
    "depth": _measure("depth"),
    "length": _measure("length"),
    "dimensions": _measure("height", "width", "depth"),
}
