"""Reads entities of Wikidata as JSON: labels by language, and the values of statements, best rank first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, TypeAlias

from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.finding import Finding, text
from memorial_kg.sources.readers.jsontree import json_items, rows_of_members
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow, Text
from memorial_kg.sources.readers.scanning import Member, Scanner
from memorial_kg.sources.readers.texts import open_text
from memorial_kg.values import quote

__all__ = ["read_wikidata"]

_RANKS: Final = ("preferred", "normal")
_TIME: Final = re.compile(r"\+(\d{4,})-(\d\d)-(\d\d)T00:00:00Z\Z")
_EXACT: Final = frozenset({"10", "11"})  # to the month, to the day: where calendars differ

# How much of a date each precision says. A century is left as it is: Wikidata's 20th ends with 2000, EDTF's 19XX
# with 1999.
_SAYS: Final[Mapping[str, Callable[[str, str, str], str]]] = {
    "11": lambda year, month, day: f"{year}-{month}-{day}",
    "10": lambda year, month, _: f"{year}-{month}",
    "9": lambda year, *_: year,
    "8": lambda year, *_: f"{year[:-1]}X",
}


@cache
def _constants() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files(__package__) / "wikidata.toml").read_text(encoding="utf-8"))


def read_wikidata(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The entities of `Special:EntityData/Q….json` or of a dump with one a line."""
    yield from rows_of_members(_entities(source, rules), source, rules, _row, "entity")


def _entities(source: Input, rules: ReadingRules) -> Iterator[Member]:
    with open_text(source, rules) as stream:
        scanner = Scanner(stream)
        if scanner.peek() == "[":
            yield from json_items(source, rules, "")
            return
        for key in scanner.names() if scanner.peek() == "{" else ():
            if key == "entities":
                yield from scanner.members()
                return
            scanner.skip()
    with open_text(source, rules) as stream:  # an entity by itself, or one a line
        scanner = Scanner(stream)
        while scanner.peek():
            yield scanner.member()


def _row(member: Member, where: Finding) -> SourceRow:
    entity = member.tree
    if not isinstance(entity, dict) or not isinstance(entity.get("id"), str):
        where.refuse("", "it is no entity", 'an object with "id", "labels" and "claims"', "")
        return where.row({})
    where.locator = entity["id"]
    if "missing" in entity:
        where.refuse("", "there is no such entity, or there is none any more", "", "look whether it was merged")
    values = {
        "id": entity["id"],
        "type": entity.get("type"),
        "labels": _by_language(entity.get("labels")),
        "descriptions": _by_language(entity.get("descriptions")),
        "aliases": _by_language(entity.get("aliases")),
        "sitelinks": {site: link.get("title") for site, link in _table(entity.get("sitelinks")).items()},
        "claims": {key: _claims(stated, key, where) for key, stated in _table(entity.get("claims")).items()},
    }
    return where.row({name: value for name, value in values.items() if value not in (None, {})})


def _table(tree: Tree) -> dict[str, Tree]:
    """An object; Wikibase writes an empty one as `[]`."""
    return tree if isinstance(tree, dict) else {}


def _by_language(tree: Tree) -> dict[str, Tree]:
    made: dict[str, Tree] = {}
    for language, stated in _table(tree).items():
        one = isinstance(stated, dict)
        made[language] = stated.get("value") if one else [_table(each).get("value") for each in stated]
    return made


def _claims(stated: Tree, key: str, where: Finding) -> list[Tree]:
    """The values of one property, the preferred ones first; a deprecated one is left out, and a problem says so."""
    statements = [each for each in stated if isinstance(each, dict)] if isinstance(stated, list) else []
    made: list[Tree] = []
    for rank in _RANKS:
        for statement in statements:
            if statement.get("rank", "normal") == rank:
                made += _values(statement, key, where)
    for statement in statements:
        if statement.get("rank", "normal") not in _RANKS:
            words = next(iter(_values(statement, key, Finding(where.file, where.locator))), "a value")
            where.refuse(
                f"claims.{key}", f"{quote(words[:80])} is marked as {statement['rank']}", "a statement that holds", ""
            )
    return made


def _values(statement: Mapping[str, Tree], key: str, where: Finding) -> list[Text]:
    snak = _table(statement.get("mainsnak"))
    try:
        made = _value(snak)
    except ValueError as problem:
        where.refuse(f"claims.{key}", str(problem), "a value that can be said in words", "look at the entity")
        return []
    more = {
        "rank": statement.get("rank"),
        "qualifiers": _snaks(statement.get("qualifiers")),
        "references": [_snaks(_table(each).get("snaks")) for each in statement.get("references") or ()],
    }
    return [text(made, **{**made.parts, **{name: value for name, value in more.items() if value}})]


def _snaks(tree: Tree) -> dict[str, Tree]:
    """Qualifiers, or the parts of a reference: property → values. What has no value is told by its kind."""
    made: dict[str, Tree] = {}
    for key, snaks in _table(tree).items():
        made[key] = []
        for snak in snaks:
            try:
                made[key].append(_value(snak))
            except ValueError as problem:
                made[key].append(Text("", {"problem": str(problem)}))
    return made


def _value(snak: Mapping[str, Tree]) -> Text:
    """The value of a statement as a text, with what else is known of it; a `ValueError` if it has none to show."""
    if snak.get("snaktype") != "value":
        words = {"somevalue": "it is stated to have an unknown value", "novalue": "it is stated to have no value"}
        raise ValueError(words.get(str(snak.get("snaktype")), "it has no value"))
    stated = _table(snak.get("datavalue"))
    kind, value = stated.get("type"), stated.get("value")
    if isinstance(value, str):
        return Text(value, {})
    if not isinstance(kind, str) or kind not in _KINDS or not isinstance(value, dict):
        raise ValueError(f"it is of the unknown type {quote(str(kind)[:40])}")
    return _KINDS[kind](value)


def _entity(value: Mapping[str, Tree]) -> Text:
    letter = {"property": "P", "lexeme": "L"}.get(str(value.get("entity-type")), "Q")
    return Text(str(value.get("id") or f"{letter}{value.get('numeric-id')}"), {})


def _time(value: Mapping[str, Tree]) -> Text:
    """A date as far as its precision goes; it stays as it was written where EDTF would have to be told more."""
    written, precision = str(value.get("time")), str(value.get("precision"))
    calendar = str(value.get("calendarmodel")).rpartition("/")[2]
    parts = {**value, "precision": precision, "calendarmodel": calendar}
    match = _TIME.match(written)
    julian_day = calendar != _constants()["calendars"]["gregorian"] and precision in _EXACT
    if match is None or precision not in _SAYS or julian_day or len(match[1]) > 4:
        return text(written, **parts)
    return text(_SAYS[precision](*match.groups()), **parts)


def _coordinates(value: Mapping[str, Tree]) -> Text:
    globe = str(value.get("globe")).rpartition("/")[2]
    if globe != _constants()["globes"]["earth"]:
        raise ValueError(f"it is a place on {globe}, not on Earth")
    return text(f"{value.get('latitude')}, {value.get('longitude')}", **{**value, "globe": globe})


def _quantity(value: Mapping[str, Tree]) -> Text:
    unit = str(value.get("unit")).rpartition("/")[2]
    return text(str(value.get("amount")).removeprefix("+"), **{**value, "unit": None if unit == "1" else unit})


def _monolingual(value: Mapping[str, Tree]) -> Text:
    return text(str(value.get("text")), language=value.get("language"), lang=value.get("language"))


_Kind: TypeAlias = Callable[[Mapping[str, Tree]], Text]
_KINDS: Final[Mapping[str, _Kind]] = {
    "wikibase-entityid": _entity,
    "time": _time,
    "globecoordinate": _coordinates,
    "quantity": _quantity,
    "monolingualtext": _monolingual,
}
