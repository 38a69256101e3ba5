"""Dates in EDTF, the Extended Date/Time Format, read as the span of days that they leave possible.

EDTF is annex A of ISO 8601-2:2019, and a specification of the Library of Congress
(https://www.loc.gov/standards/datetime/). Read here: level 0 dates and intervals, level 1 qualifiers, unspecified
digits, open and unknown ends, and of level 2 the unspecified digits within intervals. Refused, each with its reason:
seasons, sets, parts qualified one by one, times, and years outside 0001 to 9999.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from memorial_kg.values.date_hints import Suggestion, lookalikes, suggestions
from memorial_kg.values.problem import ValueProblem, quote

__all__ = ["Precision", "Span", "advice_on_date", "has_known_form", "parse_date"]

Precision = Literal["day", "month", "year", "decade", "century", "interval"]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


class _Form(NamedTuple):
    precision: Precision
    datatype: str = ""


# Every form of a single date, with 9 for any digit. `2004-XX` is some month of 2004: what is known is the year, but it
# is not the claim "2004", so it has no datatype of its own.
_FORMS: Final[dict[str, _Form]] = {
    "9999-99-99": _Form("day", _XSD + "date"),
    "9999-99": _Form("month", _XSD + "gYearMonth"),
    "9999": _Form("year", _XSD + "gYear"),
    "9999-99-XX": _Form("month"),
    "9999-XX": _Form("year"),
    "9999-XX-XX": _Form("year"),
    "999X": _Form("decade"),
    "99XX": _Form("century"),
}


class _Mark(NamedTuple):
    uncertain: bool
    approximate: bool


# EDTF level 1, "qualification of a date (complete)".
_MARKS: Final[dict[str, _Mark]] = {
    "": _Mark(False, False),
    "?": _Mark(True, False),
    "~": _Mark(False, True),
    "%": _Mark(True, True),
}

# EDTF level 1, "extended interval": `..` is an end known to be open, nothing is an end that nobody knows.
_NO_DATE: Final = ("", "..")

_SEASONS: Final = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}

_EXPECTED: Final = "YYYY, YYYY-MM or YYYY-MM-DD"
_GENERAL_ADVICE: Final = (
    "write it as EDTF: 2014-03-28, 2014-03, 2014, 2014? (uncertain), 2014~ (about), 2014/2016 (from, to), 201X (decade)"
)

# Forms that EDTF or ISO 8601 knows and that are not read here: how to tell them, and what to say.
_KNOWN_BUT_REFUSED: Final = (
    (r"[\[{].*[\]}]", "is a set of dates (EDTF level 2), which is not one claim",
     "write an interval, or one claim for each date"),
    (r"Y-?[0-9].*|-[0-9]{4}.*|[0-9]{5,7}", "lies outside the years 0001 to 9999",
     "describe it in words; such a year has no xsd:date"),
    (r"[0-9X-]+[?~%]{2,}", "has more than one qualifier",
     "write % for what is both uncertain and approximate"),
    (r"(?=.*[0-9])[0-9X?~%-]*[?~%][0-9X?~%-]*", "qualifies its parts one by one (EDTF level 2)",
     "put one ?, ~ or % at the end of the whole date"),
    (r"[0-9X]{4}-[0-9X]{2}(-[0-9X]{2})?", "leaves a part open before a part that is known (EDTF level 2)",
     "write an interval that covers what is possible"),
    (r"[0-9X]{4}", "leaves more than the last two digits of the year open", "write 199X or 19XX, or an interval"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A date as stated, and the first and last day that it leaves possible; None is an open or an unknown end.

    >>> span = parse_date("2014-02~")
    >>> str(span.earliest), str(span.latest), span.approximate, span.precision
    ('2014-02-01', '2014-02-28', True, 'month')
    """

    edtf: str
    earliest: dt.date | None
    latest: dt.date | None
    uncertain: bool
    approximate: bool
    precision: Precision

    @property
    def literal(self) -> tuple[str, str] | None:
        """The lexical form and the datatype of an RDF literal, where one literal says the whole date.

        A qualified date has one too: `2014?` still names 2014, and a query by year must find it. That it is uncertain
        is said beside the literal, by the EDTF text. Intervals and unspecified digits have no XSD datatype.
        """
        lexical, _ = _split_mark(self.edtf)
        form = _FORMS.get(_form_of(lexical))
        return (lexical, form.datatype) if form and form.datatype else None

    def __str__(self) -> str:
        return self.edtf


@lru_cache(maxsize=8192)  # a few dates are said of many memorials, and each is read many times
def parse_date(text: str) -> Span:
    """Read an EDTF date, or raise a `ValueProblem` that says what is wrong with it.

    >>> str(parse_date("199X").latest)
    '1999-12-31'
    """
    if not has_known_form(text):
        raise _not_edtf(text)
    return _read_interval(text) if "/" in text else _read_single(text)


def advice_on_date(text: str) -> str:
    """Say how a date would be written in EDTF; empty if that cannot be told."""
    sound: dict[str, str] = {}
    for suggestion in suggestions(text):
        if _is_sound(suggestion):
            sound.setdefault(suggestion.edtf, suggestion.condition)
    choices = [f"{edtf} if {condition}" if condition else edtf for edtf, condition in sound.items()]
    return f"write {', or '.join(choices)}" if choices else ""


def _split_mark(text: str) -> tuple[str, str]:
    return (text[:-1], text[-1]) if text[-1:] in ("?", "~", "%") else (text, "")


def _form_of(text: str) -> str:
    return re.sub("[0-9]", "9", text)


def has_known_form(text: str) -> bool:
    """Tell whether the text looks like a date or an interval; the calendar is another question."""
    ends = text.split("/")
    if len(ends) == 1:
        return _form_of(_split_mark(text)[0]) in _FORMS
    return len(ends) == 2 and all(end in _NO_DATE or _form_of(_split_mark(end)[0]) in _FORMS for end in ends)


def _is_sound(suggestion: Suggestion) -> bool:
    text = suggestion.edtf
    try:
        return has_known_form(text) and bool(_read_interval(text) if "/" in text else _read_single(text))
    except ValueProblem:
        return False


def _read_single(text: str) -> Span:
    date, mark = _split_mark(text)
    year, month, day = (*date.split("-"), "XX", "XX")[:3]
    # Unspecified digits (EDTF level 1) run from all noughts to all nines; a month and a day begin at 01.
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if not first:
        raise ValueProblem(f"{quote(text)} lies outside the years 0001 to 9999", "0001 to 9999",
                           "correct the year; the year 0000 has no xsd:date before XSD 1.1")  # fmt: skip
    months = _months(text, month)
    days = _days(text, first, months[1], day)
    return Span(
        text,
        dt.date(first, months[0], days[0]),
        dt.date(last, months[1], days[1]),
        *_MARKS[mark],
        precision=_FORMS[_form_of(date)].precision,
    )


def _months(text: str, month: str) -> tuple[int, int]:
    if month == "XX":
        return 1, 12
    number = int(month)
    if number in _SEASONS:
        # EDTF level 1 gives a season no months, and a memorial in Australia has its spring in September.
        raise ValueProblem(f"{quote(text)} is a season ({_SEASONS[number]}), which begins in other months elsewhere on "
                           "the globe", "a month from 01 to 12",
                           f"write the months that are meant, such as {text[:4]}-03/{text[:4]}-05")  # fmt: skip
    if not 1 <= number <= 12:
        raise ValueProblem(f"{quote(text)} has no month {month}", "01 to 12", "correct the month")
    return number, number


def _days(text: str, year: int, month: int, day: str) -> tuple[int, int]:
    length = calendar.monthrange(year, month)[1]
    if day == "XX":
        return 1, length
    if not 1 <= int(day) <= length:
        month_name = f"{year:04}-{month:02}"
        raise ValueProblem(f"{quote(text)} has no day {day}: {month_name} has {length} days", f"01 to {length}",
                           "correct the day")  # fmt: skip
    return int(day), int(day)


def _read_interval(text: str) -> Span:
    start, end = (_read_end(text, end) for end in text.split("/"))
    if not start and not end:
        raise ValueProblem(f"{quote(text)} has no date at either end", "a date before or after the /",
                           "write the end that is known, or leave the date out")  # fmt: skip
    earliest, latest = start.earliest if start else None, end.latest if end else None
    if earliest and latest and earliest > latest:
        raise ValueProblem(f"{quote(text)} ends before it starts", "the earlier date first",
                           f"write {'/'.join(reversed(text.split('/')))} if the two were swapped")  # fmt: skip
    dated = [end for end in (start, end) if end]
    uncertain, approximate = any(end.uncertain for end in dated), any(end.approximate for end in dated)
    return Span(text, earliest, latest, uncertain, approximate, "interval")


def _read_end(text: str, end: str) -> Span | None:
    """Read one end of an interval; None is an end without a date."""
    if end in _NO_DATE:
        return None
    try:
        return _read_single(end)
    except ValueProblem as problem:
        raise ValueProblem(f"in {quote(text)}, {problem.what}", problem.expected, problem.todo) from None


def _not_edtf(text: str) -> ValueProblem:
    if not text.strip():
        return ValueProblem("the date is empty", _EXPECTED, "write the date, or leave the key out")
    for pattern, says, todo in _KNOWN_BUT_REFUSED:
        if re.fullmatch(pattern, text):
            return ValueProblem(f"{quote(text)} {says}", _EXPECTED, todo)
    return ValueProblem(f"{quote(text)} {_what_is_wrong(text)}", _EXPECTED, advice_on_date(text) or _GENERAL_ADVICE)


def _what_is_wrong(text: str) -> str:
    if text != text.strip():
        return "has spaces around it"
    digits = lookalikes(text)
    if digits != text and _is_sound(Suggestion(digits)):
        odd, meant = next((old, new) for old, new in zip(text, digits, strict=True) if old != new)
        return f"has the letter {odd!r} among its digits" if odd.isalpha() else f"has {odd!r} in place of {meant!r}"
    return "is not an EDTF date"
