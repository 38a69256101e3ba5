"""The crosswalk of a source: what `[harvest]` in its source.toml declares about labels, names and entries."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, cast, get_args

from memorial_kg.errors import InputError, Problem
from memorial_kg.sources.tables import Table
from memorial_kg.values import DateOrder, fold, nfc

__all__ = ["InscriptionRule", "LabelRule", "LeftOut", "RecordRule", "Rules", "Spelling", "read_rules"]

_DATE_ORDERS: Final[tuple[DateOrder, ...]] = get_args(DateOrder)


@dataclass(frozen=True)
class LabelRule:
    """What a label means: the key that its value gives, the reader of the value, and what the label itself implies.

    `paragraphs` lets the value go on after blank lines; `part` is the id of the part that the value makes, if any.
    """

    label: str
    spellings: tuple[str, ...]
    key: str
    read: str
    paragraphs: bool
    part: str
    implies: Mapping[str, str]


@dataclass(frozen=True)
class Spelling:
    """A shared thing and how this entry spells its name; the words must stand in the entry."""

    id: str
    name: str


@dataclass(frozen=True)
class InscriptionRule:
    """One text of an entry's inscriptions: its language, and how it begins where quotation marks cannot tell."""

    language: str
    begins: str


@dataclass(frozen=True)
class RecordRule:
    """Which entry becomes which record, told by its header, and by its name or any words in it where need be.

    `city` takes the place of [harvest.cities] where the header's city is another thing in this entry.
    """

    record: str
    about: str
    header: str
    name: str
    contains: str
    city: str
    places: tuple[Spelling, ...]
    near: tuple[Spelling, ...]
    address: Mapping[str, str]
    inscriptions: tuple[InscriptionRule, ...]
    parallel: bool


@dataclass(frozen=True)
class LeftOut:
    """Something in the document that is in no record, and why."""

    locator: str
    what: str
    why: str


@dataclass(frozen=True)
class Rules:
    """All that a source declares about reading its document. Keys of tables are folded spellings."""

    file: str
    text: str
    format: str
    date_order: DateOrder
    language: str
    noise: frozenset[str]
    texts: frozenset[str]
    titles: frozenset[str]
    spellings: Mapping[str, str]
    countries: Mapping[str, str]
    cities: Mapping[str, str]
    people: Mapping[str, str]
    kinds: Mapping[str, str]
    labels: tuple[LabelRule, ...]
    records: tuple[RecordRule, ...]
    left_out: tuple[LeftOut, ...]

    @cached_property
    def _labels(self) -> dict[str, LabelRule]:
        return {fold(name): rule for rule in self.labels for name in (rule.label, *rule.spellings)}

    @property
    def label_names(self) -> list[str]:
        """Every declared spelling of every label."""
        return [name for rule in self.labels for name in (rule.label, *rule.spellings)]

    def label(self, stated: str) -> LabelRule | None:
        """Find the rule of a label as spelt; None is a label that the source does not declare."""
        return self._labels.get(fold(stated))

    def spelt(self, table: Mapping[str, str]) -> list[str]:
        """Give the names of a table as source.toml spells them."""
        return [self.spellings[key] for key in table]

    def line_of(self, words: str) -> int:
        """Find the line of source.toml on which these words stand; 0 if on none."""
        return next((at for at, line in enumerate(self.text.splitlines(), start=1) if words in line), 0)


def read_rules(path: Path) -> Rules:
    """Read the crosswalk of a source; every mistake in it is named in one `InputError`."""
    problems: list[Problem] = []
    try:
        text = nfc(path.read_text(encoding="utf-8"))
        document = Table(tomllib.loads(text), str(path), "", problems)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problem = Problem(str(path), 0, "", "", f"cannot be read: {error}", "a TOML file in UTF-8", "correct it")
        raise InputError(problems=[problem]) from None
    rules = _rules(document, path, text)
    if problems:
        raise InputError(problems=problems)
    return rules


def _rules(document: Table, path: Path, text: str) -> Rules:
    harvest = document.table("harvest", needed=True)
    countries, cities, people = (harvest.strings_by_name(key) for key in ("countries", "cities", "people"))
    rules = Rules(
        file=str(path),
        text=text,
        format=harvest.string("format", needed=True),
        date_order=cast("DateOrder", harvest.one_of("date-order", _DATE_ORDERS)),
        language=harvest.string("language", needed=True),
        noise=_folded(harvest.strings("noise")),
        texts=_folded(harvest.strings("texts")),
        titles=_folded(harvest.strings("titles")),
        spellings={fold(name): name for name in (*countries, *cities, *people)},
        countries=_by_fold(countries),
        cities=_by_fold(cities),
        people=_by_fold(people),
        kinds=_by_fold(harvest.strings_by_name("kinds")),
        labels=tuple(_label_rule(table) for table in harvest.tables("labels")),
        records=tuple(_record_rule(table) for table in harvest.tables("records")),
        left_out=tuple(_left_out(table) for table in document.tables("left_out")),
    )
    harvest.close()
    return rules


def _folded(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(text) for text in texts)


def _by_fold(table: Mapping[str, str]) -> dict[str, str]:
    return {fold(name): value for name, value in table.items()}


def _label_rule(table: Table) -> LabelRule:
    read = table.string("read", needed=True)
    rule = LabelRule(
        label=table.string("label", needed=True),
        spellings=table.strings("spellings"),
        key=table.string("key", needed=read != "by-hand"),
        read=read,
        paragraphs=table.flag("paragraphs"),
        part=table.string("part"),
        implies=table.strings_by_name("implies"),
    )
    table.close()
    return rule


def _record_rule(table: Table) -> RecordRule:
    rule = RecordRule(
        record=table.string("record", needed=True),
        about=table.string("about", needed=True),
        header=table.string("header", needed=True),
        name=table.string("name"),
        contains=table.string("contains"),
        city=table.string("city"),
        places=tuple(_spelling(part) for part in table.tables("places")),
        near=tuple(_spelling(part) for part in table.tables("near")),
        address=table.strings_by_name("address"),
        inscriptions=tuple(_inscription(part) for part in table.tables("inscriptions")),
        parallel=table.flag("parallel"),
    )
    table.close()
    return rule


def _spelling(table: Table) -> Spelling:
    spelling = Spelling(table.string("id", needed=True), table.string("name", needed=True))
    table.close()
    return spelling


def _inscription(table: Table) -> InscriptionRule:
    rule = InscriptionRule(table.string("language", needed=True), table.string("begins"))
    table.close()
    return rule


def _left_out(table: Table) -> LeftOut:
    row = LeftOut(*(table.string(key, needed=True) for key in ("locator", "what", "why")))
    table.close()
    return row
