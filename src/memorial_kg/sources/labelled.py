"""Reads documents that describe memorials as labels and values, and loses no line of them.

    Republic of Examples, Sampletown        a header: country, city

    Monument to the Bridge                  a name, or nothing

    Inaugurated: 05.06.2011                 labelled values, each known to the table of labels

    Inscription: “First line                a value that goes on over the next paragraphs, where its label allows that

    second line”

Blank lines may be anywhere. What a label or a country is called, and which lines say nothing, the source declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NamedTuple

from memorial_kg.errors import Problem
from memorial_kg.sources.rules import LabelRule, Rules
from memorial_kg.values import did_you_mean, fold, nfc, quote

__all__ = ["Entry", "Field", "Reading", "locator", "read_labelled"]

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_LABELLED: Final = re.compile(r"(?P<label>[^\W\d_][^:：]*)[:：](?!//)(?P<value>.*)")
# What looks like a label although the source does not declare it: a few words that end no sentence and quote nothing.
_LOOKS_LIKE_A_LABEL: Final = re.compile(r"[^.!?,;…“”„«»\"]{1,60}")
_MOST_WORDS: Final = 6
_HEADER: Final = re.compile(r"[^\W\d_][^“”„«»\"]*,[^“”„«»\"]*[^\s.!?;:…,“”„«»\"]")
_LONGEST_HEADER: Final = 120


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled value; `label` is the declared one, empty if there is none, and `verbatim` its first line."""

    label: str
    stated: str
    verbatim: str
    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What the document says about one memorial; `name_line` is 0 where it gives no name."""

    country: str
    city: str
    header: str
    name: str
    name_line: int
    fields: tuple[Field, ...]
    first: int
    last: int


class Reading(NamedTuple):
    """All lines of a document: in an entry, in a problem, or declared to say nothing."""

    entries: list[Entry]
    problems: list[Problem]
    noise: list[int]


def locator(*lines: int) -> str:
    """Name lines of a document, as records do.

    >>> locator(5), locator(5, 6, 7), locator(1, 5)
    ('line 5', 'lines 5-7', 'lines 1, 5')
    """
    numbers = sorted(set(lines))
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"lines {numbers[0]}-{numbers[-1]}"
    return f"lines {', '.join(map(str, numbers))}"


def read_labelled(text: str, file: str, rules: Rules) -> Reading:
    """Read the entries of a document, with a problem for each line that belongs to none of them."""
    seen = [*_lines(text, rules)]
    lines = [line for line in seen if line.kind is not _Kind.NOISE]
    noise = [line.number for line in seen if line.kind is _Kind.NOISE]
    desk = _Desk(file, rules)
    for position, line in enumerate(lines):
        if _is_header(lines, position) and (line.known or not desk.awaits_name):
            desk.open_entry(line)
        elif line.kind is _Kind.LABEL:
            desk.open_field(line)
        else:
            desk.go_on(line)
    desk.close_entry()
    if not desk.entries and not desk.problems:
        desk.refuse(0, "the document has no entries", "at least one header “country, city” with labelled values")
    return Reading(desk.entries, desk.problems, noise)


# ── what each line looks like ──


class _Kind(Enum):
    NOISE = auto()
    LABEL = auto()
    LIKE_A_HEADER = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    after_blank: bool
    kind: _Kind
    first: str = ""  # the label as spelt, or the country
    rest: str = ""  # the value, or the city
    rule: LabelRule | None = None
    known: bool = False  # whether the country is


def _lines(text: str, rules: Rules) -> Iterator[_Line]:
    """Give each line that is not blank, stripped, with what it looks like."""
    after_blank = True
    for number, line in enumerate(_LINE_END.split(text.removeprefix("\ufeff")), start=1):
        stripped = nfc(line).strip()
        if stripped:
            yield _seen(number, stripped, after_blank, rules)
        after_blank = not stripped


def _seen(number: int, text: str, after_blank: bool, rules: Rules) -> _Line:
    key = fold(text)
    if key in rules.noise:
        return _Line(number, text, after_blank, _Kind.NOISE)
    if key in rules.texts:
        return _Line(number, text, after_blank, _Kind.TEXT)
    if found := _LABELLED.fullmatch(text):
        label, value = found["label"].rstrip(), found["value"].lstrip()
        rule = rules.label(label)
        if rule or (_LOOKS_LIKE_A_LABEL.fullmatch(label) and len(label.split()) <= _MOST_WORDS):
            return _Line(number, text, after_blank, _Kind.LABEL, label, value, rule)
    if len(text) <= _LONGEST_HEADER and _HEADER.fullmatch(text):
        country, city = _country_and_city(text, rules)
        known = fold(country) in rules.countries
        return _Line(number, text, after_blank, _Kind.LIKE_A_HEADER, country, city, known=known)
    return _Line(number, text, after_blank, _Kind.TEXT)


def _country_and_city(text: str, rules: Rules) -> tuple[str, str]:
    """Split a header at its first comma, or at the one that ends the name of a known country."""
    commas = [found.start() for found in re.finditer(",", text)]
    comma = next((at for at in commas if fold(text[:at]) in rules.countries), commas[0])
    return text[:comma].strip(), text[comma + 1 :].strip()


def _is_header(lines: Sequence[_Line], position: int) -> bool:
    """Tell a header by what follows: a label, or one line and then a label; a known country also stands alone."""
    line = lines[position]
    if line.kind is not _Kind.LIKE_A_HEADER:
        return False
    first, second = (lines[at] if at < len(lines) else None for at in (position + 1, position + 2))
    before_label = first is not None and first.kind is _Kind.LABEL
    before_name = first is not None and not first.known and second is not None and second.kind is _Kind.LABEL
    structure = before_label or before_name
    return (line.after_blank or structure) if line.known else (line.after_blank and structure)


# ── putting lines together ──


class _Desk:
    """The entry and the field that are open while the lines go by, and what is finished."""

    def __init__(self, file: str, rules: Rules) -> None:
        self.file, self.rules = file, rules
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self._header: _Line | None = None
        self._name: _Line | None = None
        self._fields: list[Field] = []
        self._label: _Line | None = None
        self._values: list[_Line] = []

    @property
    def awaits_name(self) -> bool:
        """Whether the line before was a header: a name may look like one."""
        return self._header is not None and not (self._name or self._fields or self._label)

    def refuse(self, line: int, what: str, expected: str = "", todo: str = "") -> None:
        self.problems.append(Problem(self.file, line, "", "", what, expected, todo))

    def open_entry(self, line: _Line) -> None:
        self.close_entry()
        self._header = line
        if not line.known:
            hint = did_you_mean(line.first, self.rules.spelt(self.rules.countries))
            self.refuse(line.number, f"the country {quote(line.first)} is not known",
                        "one of [harvest.countries] in source.toml",
                        hint or "add it there, or add the line to `texts` if it is no header")  # fmt: skip

    def open_field(self, line: _Line) -> None:
        self._close_field()
        if self._header is None:
            self.refuse(line.number, f"{quote(line.text)} stands before the first header", "a header “country, city”",
                        "add the header, or add the line to `noise` in source.toml")  # fmt: skip
            return
        if not line.rule:
            hint = did_you_mean(line.first, self.rules.label_names)
            self.refuse(line.number, f"the label {quote(line.first)} is not known",
                        "one of [[harvest.labels]] in source.toml",
                        hint or "add it there, or add the line to `texts` if it is no label")  # fmt: skip
        self._label, self._values = line, []

    def go_on(self, line: _Line) -> None:
        """Put a line without a label where it belongs: it is the name, or it carries on the value before it."""
        if self._label is not None and self._carries_on(self._label, line):
            self._values.append(line)
        elif self.awaits_name:
            self._name = line
        else:
            self._close_field()
            where = "belongs to no label" if self._header else "stands before the first header"
            self.refuse(line.number, f"{quote(line.text)} {where}", "“Label: value”, or a header “country, city”",
                        "add its label, or add the line to `noise` in source.toml")  # fmt: skip

    def _carries_on(self, label: _Line, line: _Line) -> bool:
        has_value = bool(label.rest or self._values)
        return not has_value or not line.after_blank or label.rule is None or label.rule.paragraphs

    def close_entry(self) -> None:
        self._close_field()
        header, name, fields = self._header, self._name, tuple(self._fields)
        self._header, self._name, self._fields = None, None, []
        if header is None:
            return
        if not fields:
            what = f"the header {quote(header.text)} has no labelled values"
            todo = "add them, or add the line to `texts` if it is no header"
            self.refuse(header.number, what, "“Label: value” below it", todo)
        last = fields[-1].last if fields else (name or header).number
        self.entries.append(Entry(header.first, header.rest, header.text, name.text if name else "",
                                  name.number if name else 0, fields, header.number, last))  # fmt: skip

    def _close_field(self) -> None:
        label, values = self._label, self._values
        self._label, self._values = None, []
        if label is None:
            return
        text = "\n".join(part for part in (label.rest, *(line.text for line in values)) if part)
        if not text:
            self.refuse(label.number, f"the label {quote(label.first)} has no value", "text after the colon",
                        "add the value, or remove the label")  # fmt: skip
        last = values[-1].number if values else label.number
        declared = label.rule.label if label.rule else ""
        self._fields.append(Field(declared, label.first, label.text, text, label.number, last))
