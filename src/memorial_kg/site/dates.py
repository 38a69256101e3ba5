"""Dates in the words of the interface, exactly as precise as they were stated."""

from __future__ import annotations

import re
from typing import NamedTuple

from memorial_kg.site.words import Words
from memorial_kg.values import ValueProblem, parse_date

__all__ = ["DateInWords", "date_in_words"]

_MARKS = {"?": "uncertain", "~": "about", "%": "uncertain-about"}
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")  # what HTML's <time> can say


class DateInWords(NamedTuple):
    """A date in words, and as HTML's `<time>` says it ("" where it cannot)."""

    text: str
    machine: str


def date_in_words(edtf: str, words: Words) -> DateInWords:
    """Say an EDTF date; a text that is none comes back as it is.

    >>> from memorial_kg.site.words import load_words
    >>> stated = ("1992-02-26", "2014-02~", "201X", "2008/2011", "2010/..")
    >>> [date_in_words(each, load_words("en")).text for each in stated]
    ['26 February 1992', 'about February 2014', 'the 2010s', '2008 to 2011', 'from 2010']
    """
    try:
        parse_date(edtf)
    except ValueProblem:
        return DateInWords(edtf, "")
    return DateInWords(_say(edtf, words), edtf if _ISO.fullmatch(edtf) else "")


def _say(edtf: str, words: Words) -> str:
    if "/" in edtf:
        start, _, end = edtf.partition("/")
        form = ("open" if not start.strip(".") else "from") + ("-open" if not end.strip(".") else "-to")
        return words(f"date.{form}", a=_single(start, words), b=_single(end, words))
    return _single(edtf, words)


def _single(edtf: str, words: Words) -> str:
    mark = _MARKS.get(edtf[-1:], "")
    stated = edtf.rstrip("?~%")
    said = _unmarked(stated, words)
    return words(f"date.{mark}", date=said) if mark else said


def _unmarked(stated: str, words: Words) -> str:
    year, month, day = (*stated.split("-"), "XX", "XX")[:3] if stated.strip(".") else ("", "XX", "XX")
    if year.endswith("XX"):
        return words("date.century", first=f"{year[:2]}00", last=f"{year[:2]}99")
    if year.endswith("X"):
        return words("date.decade", year=f"{year[:3]}0", last=f"{year[:3]}9")
    known = {"year": str(int(year)) if year else ""}
    if month == "XX":
        return words("date.year", **known)
    known["month"] = words(f"month.{int(month)}")
    if day == "XX":
        return words("date.month", **known)
    return words("date.day", day=int(day), **known)
