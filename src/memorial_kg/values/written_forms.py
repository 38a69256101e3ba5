"""The forms that dates have in any language, each as a pattern of kinds of words, and what they are in EDTF.

A text comes here as its shape: one letter for each piece (`26 de febrero de 1992` is NMY) and what the piece says.
Nothing here knows a word; nothing is checked against the calendar. Patterns are compiled when they are first used.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

__all__ = ["DateOrder", "Rules", "Shape", "lacks_century", "lacks_order", "readings"]

DateOrder = Literal["dmy", "mdy", "ymd"]

# The most years that a range in short form may reach into the next century: 1899-14 does, 1998-97 is a slip.
_ACROSS: Final = 50
_MOST_TOLERANCE: Final = 100
_LAST_CENTURY: Final = 21

_GAP: Final = "[-/.,]?"

# Y a number of four digits, N of one or two, E of eight; M a month, S a season, d the ending of a decade, D and L words
# for it, c a century, R a Roman number. A word in capitals becomes a group of that name.
_IN_ANY_ORDER: Final = (
    "YEAR",
    f"MONTH{_GAP}YEAR",
    f"YEAR{_GAP}MONTH",
    f"DAY{_GAP}MONTH{_GAP}YEAR",
    f"MONTH{_GAP}DAY{_GAP}YEAR",
    f"YEAR{_GAP}MONTH{_GAP}DAY",
    f"DAY{_GAP}MONTH{_GAP}'SHORT",
    f"MONTH{_GAP}DAY{_GAP}'SHORT",
    "MONTH'SHORT",
    "'SHORT",
    "NUMBER[-/.]YEAR",
    "YEAR-NUMBER",
    "YEAR-NUMBER-ONE",
    "EIGHT",
    "SEASON,?YEAR",
    "YEAR,?SEASON",
)
_IN_ORDER: Final[dict[DateOrder, tuple[str, ...]]] = {
    "dmy": (
        r"ONE(?P<sep>[-/.])NUMBER(?P=sep)YEAR",
        r"ONE(?P<sep>[-/.])NUMBER(?P=sep)SHORT",
        f"DAY{_GAP}MONTH{_GAP}SHORT",
    ),
    "mdy": (
        r"NUMBER(?P<sep>[-/.])ONE(?P=sep)YEAR",
        r"NUMBER(?P<sep>[-/.])ONE(?P=sep)SHORT",
        f"DAY{_GAP}MONTH{_GAP}SHORT",
        f"MONTH{_GAP}DAY,SHORT",
    ),
    "ymd": (
        r"YEAR(?P<sep>[-/.])NUMBER(?P=sep)ONE",
        r"SHORT(?P<sep>[-/.])NUMBER(?P=sep)ONE",
        "YEAR[/.]NUMBER",
        f"SHORT{_GAP}MONTH{_GAP}DAY",
    ),
}
_GROUPS: Final = {
    "YEAR": "(?P<year>Y)", "MONTH": "(?P<month>M)", "DAY": "(?P<day>N)", "NUMBER": "(?P<month>N)", "ONE": "(?P<day>N)",
    "SHORT": "(?P<short>N)", "EIGHT": "(?P<eight>E)", "SEASON": "(?P<month>S)",
}  # fmt: skip
# Ten years and a hundred. 1990s, años 1990: a century, too, where the year ends in 00; década de 1900 is ten years.
_DECADE: Final = "DL?(?P<decade>Y)|(?P<years>Y)d-?L?|L(?P<before>Y)|(?P<behind>Y)L"
_SHORT_DECADE: Final = "'?(?P<a>N)d-?L?|[DL]L?'?(?P<b>N)"
_CENTURY: Final = "(?P<a>[NR])c|(?:c(?=[NR])|k(?=R))(?P<b>.)"

# Words and signs that say "about" and "perhaps" stand before a date or behind it, in brackets or not.
_MARKED: Final = "(?P<before>[CU~]*),?(?P<body>.*?),?(?P<behind>[CU?~%]*)"
_MARKED_WHOLE: Final = r"(?P<body>.*?)\((?P<marks>[CU?~]+)\)"
_BRACKETS: Final = r"\(([^()]*)\)"
_APPROXIMATE: Final = frozenset("C~%")
_UNCERTAIN: Final = frozenset("U?%")

# Ends of a range that lack what the other end says: the shape, and the precision that the other end must have.
_PARTIAL: Final = (
    ("(?P<day>N)\\.?", 10),
    ("(?P<month>M)", 7),
    (f"(?P<day>N){_GAP}(?P<month>M)", 10),
    (f"(?P<month>M){_GAP}(?P<day>N)", 10),
)
_PARTIAL_IN_ORDER: Final[dict[DateOrder, tuple[str, ...]]] = {
    "dmy": ("(?P<day>N)[-/.](?P<month>N)\\.?",),
    "mdy": ("(?P<month>N)[-/.](?P<day>N)\\.?",),
    "ymd": (),
}
_MONTH_DAYS: Final = "(?P<month>M)(?P<from>N)[-/uT](?P<to>N),?(?P<year>Y)"
_SHORT_RANGE: Final = "(?P<from>Y)[-/](?P<to>N)L?"
_TOLERANCE: Final = "(?P<year>Y)±(?P<years>N)"


class Rules(NamedTuple):
    """What a source declares of its dates: the order, and the first of the hundred years that 03 may be of."""

    order: DateOrder | None
    first_year: int | None


@dataclass(frozen=True, slots=True)
class Shape:
    """A text as letters, one for each piece, and what the pieces say."""

    letters: str
    values: tuple[str, ...]

    def cut(self, start: int, end: int | None = None) -> Shape:
        """A part of the text."""
        return Shape(self.letters[start:end], self.values[start:end])

    def said(self, found: re.Match[str], group: str) -> str:
        """What the piece says that a group of a pattern holds; "" where the pattern has no such group."""
        return self.values[found.start(group)] if found.re.groupindex.get(group) and found[group] else ""


def readings(shape: Shape, rules: Rules) -> Iterator[str]:
    """Everything that a text may mean, in EDTF, whether the calendar knows it or not."""
    if whole := re.fullmatch(_MARKED_WHOLE, shape.letters):
        marks = whole["marks"]
        yield from (_marked_throughout(edtf, marks) for edtf in readings(shape.cut(0, whole.end("body")), rules))
        return
    if brackets := re.fullmatch(_BRACKETS, shape.letters):
        shape = shape.cut(brackets.start(1), brackets.end(1))
    yield from _marked(shape, rules)
    yield from _open_ended(shape, rules)
    yield from _ranges(shape, rules)


def lacks_order(shape: Shape) -> bool:
    """Tell whether day and month are numbers here, so that a declared order would decide."""
    return bool(re.search(r"N([-/.])N\1[YN]|Y[/.]N|N[-/.]?M[-/.,]?N", shape.letters))


def lacks_century(shape: Shape) -> bool:
    """Tell whether the year has two digits."""
    return bool(re.search(r"N([-/.])N\1N|N[-/.]?M[-/.,]?'?N|M[-/.]?N,N|M?'N|N[dL]|[dL]N", shape.letters)) and (
        "Y" not in shape.letters
    )


def _marked(shape: Shape, rules: Rules) -> Iterator[str]:
    """A single date with what is written before it and behind it about its certainty."""
    found = re.fullmatch(_MARKED, shape.letters)
    if found and found["body"]:
        for edtf in dict.fromkeys(_single(shape.cut(found.start("body"), found.end("body")), rules)):
            yield edtf + _mark(found["before"] + found["behind"])


def _mark(letters: str) -> str:
    about, perhaps = bool(_APPROXIMATE & set(letters)), bool(_UNCERTAIN & set(letters))
    return "%" if about and perhaps else "~" if about else "?" if perhaps else ""


def _marked_throughout(edtf: str, letters: str) -> str:
    """Mark each end of a range that has a date, beside what it says of itself."""
    return "/".join(end.rstrip("?~%") + _mark(letters + end[-1]) if end.strip(".") else end for end in edtf.split("/"))


def _single(shape: Shape, rules: Rules) -> Iterator[str]:
    yield from _dates(shape, rules)
    yield from _decades(shape, rules)
    if found := re.fullmatch(_CENTURY, shape.letters):
        century = int(shape.said(found, "a") or shape.said(found, "b"))
        if 0 < century <= _LAST_CENTURY:
            yield f"{century - 1:02}XX"


def _dates(shape: Shape, rules: Rules) -> Iterator[str]:
    for places in _fitting(shape.letters, rules.order):
        said = {group: shape.values[place] for group, place in places.items()}
        if eight := said.get("eight"):
            yield f"{eight[:4]}-{eight[4:6]}-{eight[6:]}"
        elif year := said.get("year") or _full_year(said.get("short", ""), rules):
            yield "-".join([year, *(said[part].zfill(2) for part in ("month", "day") if part in said)])


@functools.lru_cache(1 << 12)
def _fitting(letters: str, order: DateOrder | None) -> tuple[dict[str, int], ...]:
    """The forms that a text has, each as the place of its parts; kept, since a column has few forms and many dates."""
    fitting = (pattern.fullmatch(letters) for pattern in _patterns(order))
    return tuple(
        {group: found.start(group) for group in found.re.groupindex if group != "sep"} for found in fitting if found
    )


@functools.cache
def _patterns(order: DateOrder | None) -> tuple[re.Pattern[str], ...]:
    """The forms to try: without a declared order those of every order, since any of them may be meant."""
    in_order = _IN_ORDER[order] if order else tuple(form for forms in _IN_ORDER.values() for form in forms)
    words = "|".join(_GROUPS)
    return tuple(re.compile(re.sub(words, lambda word: _GROUPS[word[0]], form)) for form in (*_IN_ANY_ORDER, *in_order))


def _full_year(short: str, rules: Rules) -> str:
    """The year of the declared hundred years that ends in these two digits; "" if none are declared."""
    if len(short) != 2 or rules.first_year is None:
        return ""
    return f"{rules.first_year + (int(short) - rules.first_year) % 100:04}"


def _decades(shape: Shape, rules: Rules) -> Iterator[str]:
    if found := re.fullmatch(_DECADE, shape.letters):
        year = next(filter(None, (shape.said(found, group) for group in ("decade", "years", "before", "behind"))))
    elif found := re.fullmatch(_SHORT_DECADE, shape.letters):
        year = _full_year(shape.said(found, "a") or shape.said(found, "b"), rules)
    else:
        return
    if year.endswith("0"):
        yield f"{year[:3]}X"
    if year.endswith("00") and not shape.said(found, "decade"):
        yield f"{year[:2]}XX"


def _open_ended(shape: Shape, rules: Rules) -> Iterator[str]:
    letters = shape.letters
    if letters[:1] in {"B", "u"}:
        yield from (f"../{edtf}" for edtf in _marked(shape.cut(1), rules))
    elif letters[:1] in {"A", "F"}:
        yield from (f"{edtf}/.." for edtf in _marked(shape.cut(1), rules))
    elif letters[-1:] in {"b", "a"}:
        form = "../{}" if letters.endswith("b") else "{}/.."
        yield from (form.format(edtf) for edtf in _marked(shape.cut(0, -1), rules))
    elif found := re.fullmatch("F?(?P<start>.+)[-uT]P", letters):
        yield from (f"{edtf}/.." for edtf in _marked(shape.cut(*found.span("start")), rules))


def _ranges(shape: Shape, rules: Rules) -> Iterator[str]:
    """From one date to another; `years` at either end says that these are years, and not decades."""
    outside = re.fullmatch("L?(?P<opened>[KF]?)L?(?P<body>.*?)L?(?P<closed>K?)L?", shape.letters)
    if outside is None:
        return
    shape = shape.cut(*outside.span("body"))
    yield from _short_ranges(shape, rules)
    between = "K" in {outside["opened"], outside["closed"]}
    for at, letter in enumerate(shape.letters):
        if letter in "-/uT" or (letter == "&" and between):
            left, right = shape.cut(0, at), shape.cut(at + 1)
            starts, ends = [*_marked(left, rules)], [*_marked(right, rules)]
            if not starts and not ends:
                continue
            starts += [start for end in ends for start in _completed(left, end, rules)]
            ends += [end for start in starts for end in _completed(right, start, rules)]
            yield from (f"{start}/{end}" for start in dict.fromkeys(starts) for end in dict.fromkeys(ends))


def _short_ranges(shape: Shape, rules: Rules) -> Iterator[str]:
    if found := re.fullmatch(_MONTH_DAYS, shape.letters):
        month = f"{shape.said(found, 'year')}-{shape.said(found, 'month')}"
        yield f"{month}-{shape.said(found, 'from'):0>2}/{month}-{shape.said(found, 'to'):0>2}"
    elif found := re.fullmatch(_TOLERANCE, shape.letters):
        year, years = int(shape.said(found, "year")), int(shape.said(found, "years"))
        if 0 < years < _MOST_TOLERANCE:
            yield f"{year - years:04}/{year + years:04}"
    elif (found := re.fullmatch(_SHORT_RANGE, shape.letters)) and not (rules.order == "ymd" and "/" in shape.letters):
        start, digits = shape.said(found, "from"), shape.said(found, "to")
        unit = 10 ** len(digits)
        end = int(start) - int(start) % unit + int(digits)
        end += 0 if end > int(start) else unit
        if end // unit == int(start) // unit or (unit == 100 and end - int(start) <= _ACROSS):
            yield f"{start}/{end:04}"


def _completed(shape: Shape, other: str, rules: Rules) -> Iterator[str]:
    """One end of a range with what it leaves to the other end: the 25 of `25-26 February 1992`."""
    date = other.rstrip("?~%")
    by_number = _PARTIAL_IN_ORDER[rules.order] if rules.order else ()
    for form, precision in (*_PARTIAL, *((form, 10) for form in by_number)):
        found = re.fullmatch(form, shape.letters)
        if found and len(date) == precision:
            month = shape.said(found, "month").zfill(2) if "month" in found.re.groupindex else date[5:7]
            day = shape.said(found, "day")
            yield "-".join(filter(None, (date[:4], month, day.zfill(2) if day else "")))
