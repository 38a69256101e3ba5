"""Dates as a source writes them, read under the order of day, month and year that the source declares.

Guessing the order is how 5 June becomes 6 May: the text parser of the `edtf` package is month-first for any source.
"""

from __future__ import annotations

import re
from typing import Final

from memorial_kg.values.date_hints import pattern_of, written_as_edtf
from memorial_kg.values.dates import advice_on_date, parse_date
from memorial_kg.values.problem import ValueProblem, quote
from memorial_kg.values.written_forms import DateOrder

__all__ = ["DateOrder", "parse_stated_date"]

# A year of four digits in front, with hyphens and two digits each, is ISO 8601 whatever a source declares; a month in
# words needs no order either.
_IN_ANY_ORDER: Final = (
    r"YEAR",
    r"YEAR-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?",
    r"DAY TH \s+ NAME ,? \s+ YEAR",
    r"NAME \s+ DAY TH ,? \s+ YEAR",
    r"NAME ,? \s+ YEAR",
)

_IN_ORDER: Final[dict[DateOrder, tuple[str, ...]]] = {
    "dmy": (r"DAY SEP MONTH SAME YEAR\.?", r"MONTH SEP YEAR\.?"),
    "mdy": (r"MONTH SEP DAY SAME YEAR\.?", r"MONTH SEP YEAR\.?"),
    "ymd": (r"YEAR SEP MONTH SAME DAY\.?", r"YEAR SEP MONTH\.?"),
}

_EXAMPLES: Final = {
    "dmy": "28.03.2014, 03.2014, 2014 or 28 March 2014",
    "mdy": "03/28/2014, 03/2014, 2014 or March 28, 2014",
    "ymd": "2014-03-28, 2014-03 or 2014",
}

_TWO_DIGIT_YEAR: Final = r"[0-9]{1,2}\s*[./-]\s*[0-9]{1,2}\s*[./-]\s*[0-9]{1,2}\.?"


def parse_stated_date(text: str, order: DateOrder) -> str:
    """Turn a date as stated, in the source's declared order, into EDTF.

    >>> parse_stated_date("05.06.2011", "dmy"), parse_stated_date("February 2014", "dmy")
    ('2011-06-05', '2014-02')
    """
    stated = text.strip()
    for form in (*_IN_ANY_ORDER, *_IN_ORDER[order]):
        if found := pattern_of(form).fullmatch(stated):
            return _checked(stated, order, written_as_edtf(found))
    if re.fullmatch(_TWO_DIGIT_YEAR, stated):
        raise ValueProblem(f"{quote(text)} has no year of four digits", _EXAMPLES[order],
                           "write the year in full: its century cannot be told")  # fmt: skip
    raise ValueProblem(f"{quote(text)} cannot be read as a date in the order {order}", _EXAMPLES[order],
                       advice_on_date(stated) or "write it as EDTF, such as 2014-03-28")  # fmt: skip


def _checked(stated: str, order: DateOrder, edtf: str) -> str:
    try:
        return parse_date(edtf).edtf
    except ValueProblem as problem:
        raise ValueProblem(f"{quote(stated)}, read in the order {order}: {problem.what}", problem.expected,
                           "correct the date, or declare the order that the source uses") from None  # fmt: skip
