"""Reads the crosswalk of a source.toml: every mistake in it is named at its line, all in one run."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final, cast

from memorial_kg.errors import InputError, Problem
from memorial_kg.ontology import Ontology, Shape
from memorial_kg.sources.crosswalk.constants import wrong_constants
from memorial_kg.sources.crosswalk.keyrules import Desk, check_century, read_conditions, read_key_rule
from memorial_kg.sources.crosswalk.options import HARVEST, READING, RECORD, take
from memorial_kg.sources.crosswalk.rules import Crosswalk, KeyRule, Lookup, RecordRule
from memorial_kg.sources.crosswalk.templates import Template
from memorial_kg.sources.crosswalk.toml_lines import lines_of
from memorial_kg.sources.readers.row import ReadingRules
from memorial_kg.sources.tables import Table
from memorial_kg.values import check_language, did_you_mean, fold, nfc, quote

__all__ = ["format_of", "read_crosswalk"]

_LAST_STEP: Final = re.compile(r"\[\d+\]$|\.?[^.\[\]]+$")


def format_of(path: Path) -> str:
    """The format that a source.toml declares; empty if it declares none, or cannot be read."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ""
    harvest = document.get("harvest")
    return str(harvest.get("format", "")) if isinstance(harvest, dict) else ""


def read_crosswalk(path: Path, ontology: Ontology, formats: Mapping[str, object]) -> Crosswalk:
    """Read the crosswalk of a source; its mistakes are one `InputError`."""
    file, problems = str(path), list[Problem]()
    try:
        text = nfc(path.read_text(encoding="utf-8-sig"))
        document = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problem = Problem(file, 0, "", "", f"cannot be read: {error}", "a TOML file in UTF-8", "correct it")
        raise InputError(problems=[problem]) from None
    if not document.get("harvest"):
        todo = "add it: `memorial-kg crosswalk FILE` proposes one"
        raise InputError(problems=[Problem(file, 0, "", "harvest", "is missing", "the table [harvest]", todo)])
    line = _finder(lines_of(text))
    root = Table(document, file, "", problems, line)
    made = _read(root.table("harvest", needed=True), partial(Crosswalk, file, line), ontology, formats)
    if problems or made is None:
        raise InputError(problems=sorted(set(problems), key=lambda problem: (problem.line, problem)))
    return made


def _finder(lines: Mapping[str, int]) -> Callable[[str], int]:
    """The line of a place, or of the nearest place that holds it."""

    def line(place: str) -> int:
        while place and place not in lines:
            place = _LAST_STEP.sub("", place)
        return lines.get(place, 0)

    return line


def _read(
    harvest: Table, start: Callable[..., Crosswalk], ontology: Ontology, formats: Mapping[str, object]
) -> Crosswalk | None:
    said = take(harvest, {**HARVEST, **READING}, ("format", "language", "record"))
    if said["format"] and said["format"] not in formats:
        todo = did_you_mean(str(said["format"]), formats) or "choose one"
        harvest.refuse(
            "format", f"the format {quote(str(said['format']))} is not known", f"one of {', '.join(formats)}", todo
        )
    languages = (str(said["language"]), *cast("tuple[str, ...]", said.get("date-languages", ())))
    for language in filter(None, languages):
        harvest.checked("language" if language == languages[0] else "date-languages", check_language, language)
    nulls = frozenset(cast("tuple[str, ...]", said.get("nulls", ()))) | {""}
    lookups = _lookups(cast("Table", said.get("lookup", harvest.table("lookup"))))
    record, shape = _record_rule(cast("Table", said["record"]), ontology)
    if shape is None:
        return None
    desk = Desk(ontology, shape, harvest, str(said["language"]), languages[1:] or languages[:1],
                str(said.get("date-order", "")), _century(harvest, said), nulls, lookups)  # fmt: skip
    tables = cast("list[Table]", said.get("keys", []))
    rules = [read_key_rule(each, desk) for each in tables]
    if not tables:
        harvest.refuse("", "there is no rule for any key", "[[harvest.keys]]", "add one for each column to keep")
    desk.check_all(tables, rules)
    kept = tuple(rule for rule in rules if isinstance(rule, KeyRule))
    for place, wrong in wrong_constants(kept, shape.namespace, ontology):
        harvest.refuse(place.removeprefix("harvest."), wrong.what, wrong.expected, wrong.todo)
    if record is None or not harvest.sound:
        return None
    reading = ReadingRules(format=str(said["format"]), **{
        name.replace("-", "_"): said[name] for name in READING if name in said
    })  # type: ignore[arg-type]  # fmt: skip
    ignore = frozenset(cast("tuple[str, ...]", said.get("ignore", ())))
    return start(reading, str(said["language"]), nulls, ignore, record, kept)


def _century(harvest: Table, said: Mapping[str, object]) -> str:
    stated = str(said.get("two-digit-years", ""))
    return stated if stated and harvest.checked("two-digit-years", check_century, stated) else ""


def _record_rule(table: Table, ontology: Ontology) -> tuple[RecordRule | None, Shape | None]:
    said = take(table, RECORD, ("key", "about"))
    stated = cast("tuple[str, ...]", said["key"])
    keys = [each for text in stated if isinstance(each := table.checked("key", Template.read, text), Template)]
    about = table.checked("about", Template.read, said["about"])
    only = read_conditions(table, "only", said.get("only", []))
    if not any(stated):
        table.refuse("key", "is missing", todo="add it")
    if len(keys) != len(stated) or not isinstance(about, Template):
        return None, None
    subjects = ontology.subjects()
    for name, template in (*(("key", each) for each in keys), ("about", about)):
        if template.text and not template.names:
            table.refuse(name, "it is the same for every row", "columns in braces, such as {id|slug}", "name a column")
    namespace, slash, _ = about.start.partition("/")
    if not slash or namespace not in subjects:
        expected = " or ".join(f"{each}/…{{column|slug}}" for each in subjects)
        table.refuse("about", f"{quote(about.text)} is not the id of such a thing", expected,
                     did_you_mean(namespace, subjects) or "begin with what it is")  # fmt: skip
        return None, ontology.by_namespace[subjects[0]]
    return RecordRule(tuple(keys), about, only, said.get("broken") == "keep"), ontology.by_namespace[namespace]


def _lookups(table: Table) -> dict[str, Lookup]:
    made = {}
    for name in table.names:
        inner = table.table(name)
        meanings = {word: inner.one_or_more(word) for word in inner.names}
        by_fold: dict[str, tuple[str, ...]] = {}
        for word, meaning in meanings.items():
            if by_fold.setdefault(fold(word), meaning) != meaning:
                inner.refuse(word, "two spellings of one word have two meanings", "one meaning", "remove one of them")
        made[name] = Lookup(name, meanings, by_fold)
    return made
