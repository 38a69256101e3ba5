"""Tells whether a text is in the lexical space of a datatype: XML Schema 1.1, part 2, and EDTF.

RDF engines disagree here: pySHACL takes `"20I6"^^xsd:gYear` for a year, and a store may drop what it cannot read. So
the forms are checked by pattern, as the specification writes them, before any engine has a say.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from memorial_kg.terms import XSD
from memorial_kg.values.dates import parse_date
from memorial_kg.values.problem import ValueProblem, quote

__all__ = ["lexical_problem"]

_EDTF: Final = "http://id.loc.gov/datatypes/edtf/"

# Part 2, section 3.3.7 and appendix G.1: the fragments of which the date and time types are made.
_YEAR: Final = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})"
_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_DAY: Final = r"(?:0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_ZONE: Final = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_YEARS_MONTHS: Final = r"(?:[0-9]+Y)?(?:[0-9]+M)?"
_CLOCK: Final = r"(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
_NAME_START: Final = r"[^\W\d]"


class _Form(NamedTuple):
    """How a datatype is written: the pattern, an example of it, and what a pattern cannot say."""

    pattern: str
    example: str
    check: Callable[[str], str] = lambda _: ""


def lexical_problem(text: str, datatype: str) -> str:
    """Say what is wrong with a text as a literal of a datatype; "" if it is fine, or if the datatype is not known here.

    >>> lexical_problem("2016-02-30", "http://www.w3.org/2001/XMLSchema#date")
    "'2016-02-30' is not an xsd:date: month 2 of 2016 has 29 days"
    """
    if datatype.startswith(_EDTF):
        return _edtf_problem(text)
    name = datatype.removeprefix(XSD)
    form = _FORMS.get(name) if name != datatype else None
    if form is None:
        return ""
    if not re.fullmatch(form.pattern, text):
        return f"{quote(text)} is not an xsd:{name}: write it in a form such as {form.example}"
    trouble = form.check(text)
    return f"{quote(text)} is not an xsd:{name}: {trouble}" if trouble else ""


def _edtf_problem(text: str) -> str:
    try:
        parse_date(text)
    except ValueProblem as problem:
        return str(problem)
    return ""


def _days(text: str) -> str:
    """How a calendar date exceeds its month (part 2, appendix E.3.2; the year 0000 exists since version 1.1)."""
    year, month, day = re.findall(r"[0-9]+", text.partition("T")[0])[:3]
    most = calendar.monthrange(2000 + int(year[-4:]) % 400, int(month))[
        1
    ]  # Python refuses to convert very long numbers
    return f"month {int(month)} of {quote(year.lstrip('0') or '0')[1:-1]} has {most} days" if int(day) > most else ""


def _day_of_month(text: str) -> str:
    month, day = int(text[2:4]), int(text[5:7])
    most = calendar.monthrange(2000, month)[1]
    return f"month {month} has {most} days" if day > most else ""


def _between(low: int | None, high: int | None) -> Callable[[str], str]:
    def check(text: str) -> str:
        digits = text.lstrip("+-0")
        # More digits than any bound has are cut: Python refuses to convert very long numbers.
        value = int(digits[:21] or "0") * (-1 if text.startswith("-") else 1)
        if low is not None and value < low:
            return f"the smallest is {low}"
        return f"the largest is {high}" if high is not None and value > high else ""

    return check


def _whole(low: int | None, high: int | None, example: str = "613") -> _Form:
    return _Form(r"[+-]?[0-9]+", example, _between(low, high))


# Section 3.4.13 ff.: the integers by the range that each type holds.
_INTEGERS: Final[dict[str, tuple[int | None, int | None, str]]] = {
    "integer": (None, None, "613"),
    "nonPositiveInteger": (None, 0, "-613"),
    "negativeInteger": (None, -1, "-613"),
    "nonNegativeInteger": (0, None, "613"),
    "positiveInteger": (1, None, "613"),
    "long": (-(2**63), 2**63 - 1, "613"),
    "int": (-(2**31), 2**31 - 1, "613"),
    "short": (-(2**15), 2**15 - 1, "613"),
    "byte": (-(2**7), 2**7 - 1, "61"),
    "unsignedLong": (0, 2**64 - 1, "613"),
    "unsignedInt": (0, 2**32 - 1, "613"),
    "unsignedShort": (0, 2**16 - 1, "613"),
    "unsignedByte": (0, 2**8 - 1, "61"),
}

_FORMS: Final[dict[str, _Form]] = {
    **{name: _whole(*bounds) for name, bounds in _INTEGERS.items()},
    "decimal": _Form(_NUMBER, "8.6"),
    **dict.fromkeys(("double", "float"), _Form(rf"{_NUMBER}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN", "8.6E0")),
    "boolean": _Form("true|false|1|0", "true"),
    "date": _Form(rf"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}?", "2016-02-29", _days),
    "dateTime": _Form(rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}?", "2016-02-29T12:00:00Z", _days),
    "dateTimeStamp": _Form(rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}", "2016-02-29T12:00:00Z", _days),
    "time": _Form(rf"{_TIME}{_ZONE}?", "12:00:00"),
    "gYear": _Form(rf"{_YEAR}{_ZONE}?", "2016"),
    "gYearMonth": _Form(rf"{_YEAR}-{_MONTH}{_ZONE}?", "2016-02"),
    "gMonthDay": _Form(rf"--{_MONTH}-{_DAY}{_ZONE}?", "--02-29", _day_of_month),
    "gMonth": _Form(rf"--{_MONTH}{_ZONE}?", "--02"),
    "gDay": _Form(rf"---{_DAY}{_ZONE}?", "---29"),
    "duration": _Form(rf"-?P(?=[0-9T]){_YEARS_MONTHS}(?:[0-9]+D)?{_CLOCK}", "P30Y"),
    "yearMonthDuration": _Form(rf"-?P(?=[0-9]){_YEARS_MONTHS}", "P1Y6M"),
    "dayTimeDuration": _Form(rf"-?P(?=[0-9T])(?:[0-9]+D)?{_CLOCK}", "P1DT12H"),
    "language": _Form("[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", "en-GB"),
    "hexBinary": _Form("(?:[0-9a-fA-F]{2})*", "0FB7"),
    "base64Binary": _Form(
        r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]"
        r"|(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?",
        "bWVtb3JpYWw=",
    ),
    # Part 2, section 3.3.17 lets every text pass as an anyURI; what can stand in no IRI (RFC 3987) is refused here.
    "anyURI": _Form(r'[^\x00-\x20<>"{}|\\^`]*', "https://example.org/"),
    "normalizedString": _Form(r"[^\t\n\r]*", "one line"),
    "token": _Form(r"(?:[^ \t\n\r]+(?: [^ \t\n\r]+)*)?", "single spaces"),
    "NMTOKEN": _Form(r"[\w.:·-]+", "name-1"),
    "Name": _Form(rf"(?:{_NAME_START}|:)[\w.:·-]*", "name-1"),
    "NCName": _Form(rf"{_NAME_START}[\w.·-]*", "name-1"),
}
