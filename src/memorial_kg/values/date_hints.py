"""Guesses at what somebody meant who wrote a date in another form than EDTF.

They are only ever put into advice. What may be read without asking is decided in `dates` and `written_dates`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["MONTHS", "Suggestion", "lookalikes", "pattern_of", "suggestions", "written_as_edtf"]

# English only, and no language's month is guessed from another's: `mai` is May in four languages, `Mart` is March in
# Turkish. Other languages will be other tables.
MONTHS: Final[dict[str, str]] = {
    name: f"{number:02}"
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}

_PARTS: Final = {
    "YEAR": r"(?P<year>[0-9]{4})",
    "MONTH": r"(?P<month>[0-9]{1,2})",
    "DAY": r"(?P<day>[0-9]{1,2})",
    "NAME": rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?",
    "TH": r"(?:st|nd|rd|th)?",
    "SEP": r"\s*(?P<sep>[./-])\s*",
    "SAME": r"\s*(?P=sep)\s*",
}


@functools.cache  # compiling all forms at import would cost 20 ms that most commands do not need
def pattern_of(form: str) -> re.Pattern[str]:
    """Compile a form such as `DAY SEP MONTH SAME YEAR`, whose words in capitals stand for parts of a date."""
    return re.compile(
        re.sub("|".join(_PARTS), lambda word: _PARTS[word[0]], form.replace(" ", "")), re.ASCII | re.IGNORECASE
    )


def written_as_edtf(found: re.Match[str]) -> str:
    """Arrange the parts of a date that a pattern found as EDTF, without checking the calendar."""
    parts = found.groupdict()
    month, day = parts.get("month") or "", parts.get("day") or ""
    return "-".join(filter(None, (parts["year"], MONTHS.get(month.lower(), month.zfill(2) if month else ""),
                                  day.zfill(2) if day else "")))  # fmt: skip


class Suggestion(NamedTuple):
    """An EDTF date that may have been meant, and the condition under which it was."""

    edtf: str
    condition: str = ""


# Form, advice, and the condition under which the advice holds. Several may fit: then several are offered.
_REWRITES: Final = (
    (r"YEAR-MONTH(?:-DAY)?", "{date}", ""),
    (r"YEAR[./]MONTH[./]DAY\.?", "{date}", ""),
    (r"YEAR(?P<month>[0-9]{2})(?P<day>[0-9]{2})", "{date}", ""),
    (r"YEAR[./]MONTH", "{date}", "a month is meant"),
    (r"DAY SEP MONTH SAME YEAR\.?", "{date}", "the order is day.month.year"),
    (r"MONTH SEP DAY SAME YEAR\.?", "{date}", "the order is month.day.year"),
    (r"MONTH[./-]YEAR", "{date}", ""),
    (r"DAY TH \s+ NAME ,? \s+ YEAR", "{date}", ""),
    (r"NAME \s+ DAY TH ,? \s+ YEAR", "{date}", ""),
    (r"NAME ,? \s+ YEAR", "{date}", ""),
    (r"YEAR\s*[-–—]\s*(?P<to>[0-9]{4})", "{date}/{to}", ""),
    (r"(?P<a>[0-9]{1,2})\s*[-–—]\s*(?P<z>[0-9]{1,2})\s+NAME\s+YEAR", "{date}-{a:0>2}/{date}-{z:0>2}", ""),
    (r"YEAR-MONTH-DAY[T\s][0-9]{2}:.*", "{date}", ""),
    (r"(?:circa|ca|c|about|around|approximately|approx)\.?\s*YEAR", "{date}~", ""),
    (r"(?:probably|perhaps|possibly)\s*YEAR", "{date}?", ""),
    (r"(?:before|until|till)\s*YEAR", "../{date}", ""),
    (r"(?:after|since)\s*YEAR", "{date}/..", ""),
    (r"(?P<decade>[0-9]{3})0['’]?s", "{decade}X", ""),
)

# What stands where digits and hyphens were meant, from typing machines, OCR, word processors and the EDTF draft of 2012
# (which wrote 199u).
_LOOKALIKES: Final = str.maketrans("IilOoSBZxu‐‑–−", "11100582XX----")


def lookalikes(text: str) -> str:
    """Replace what looks like a digit or a hyphen, and digits of other scripts, one character for one."""
    return "".join(str(unicodedata.digit(character, character)) for character in text.translate(_LOOKALIKES))


def suggestions(text: str) -> Iterator[Suggestion]:
    """Yield what may have been meant; nothing here has been held against a calendar."""
    yield Suggestion("".join(text.split()))
    yield Suggestion(lookalikes(text), "that is what is meant")
    for form, advice, condition in _REWRITES:
        if found := pattern_of(form).fullmatch(text.strip()):
            parts = found.groupdict()
            date = written_as_edtf(found) if "year" in parts else ""
            yield Suggestion(advice.format(date=date, **parts), condition)
