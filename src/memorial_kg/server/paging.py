"""Reads which features a request asks for: in which box, at which time, on which page."""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import NamedTuple

from starlette.datastructures import QueryParams

from memorial_kg.server.positions import Box
from memorial_kg.server.problems import Refused

__all__ = ["Page", "check_names", "page_of"]

_USUAL_LIMIT = 100
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_TIME = r"[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"  # read, and not needed
_DAY = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:{_TIME})?")
_NO_END = ("", "..")


class Page(NamedTuple):
    """Which features are asked for."""

    box: Box | None
    days: tuple[str, str] | None
    limit: int
    offset: int


def check_names(query: QueryParams, known: tuple[str, ...]) -> None:
    """Refuse a parameter that is not known here, or comes twice."""
    for name, several in itertools.groupby(sorted(key for key, _ in query.multi_items())):
        if name not in known:
            raise Refused(400, f"There is no parameter {name!r} here. There are: {', '.join(known) or 'none'}.")
        if len([*several]) > 1:
            raise Refused(400, f"The parameter {name!r} is given more than once.")


def page_of(query: QueryParams, most: int) -> Page:
    """Which features are asked for, at most so many. Raises Refused in words."""
    check_names(query, ("bbox", "datetime", "limit", "offset"))
    limit = _whole(query.get("limit", str(_USUAL_LIMIT)), "limit")
    if not limit:
        raise Refused(400, "The parameter 'limit' has to be above 0.")
    box = _box(query["bbox"]) if "bbox" in query else None
    days = _days(query["datetime"]) if "datetime" in query else None
    return Page(box, days, min(limit, most), _whole(query.get("offset", "0"), "offset"))


def _whole(text: str, name: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise Refused(400, f"The parameter {name!r} is a whole number such as 100.")
    return int(text)


def _box(text: str) -> Box:
    parts = text.split(",")
    if len(parts) not in (4, 6) or not all(_NUMBER.fullmatch(part) for part in parts):
        raise Refused(400, "The parameter 'bbox' is west,south,east,north in degrees, such as 26,36,45,42.")
    numbers = [float(part) for part in parts]
    west, south, east, north = numbers if len(parts) == 4 else (*numbers[:2], *numbers[3:5])
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise Refused(400, "The parameter 'bbox' lies outside the world, or its south is north of its north.")
    return Box(west, south, east, north)


def _days(text: str) -> tuple[str, str]:
    first, slash, last = text.partition("/")
    begins, ends = (_day(first, bool(slash)), _day(last, True) if slash else "")
    if not slash:
        return begins, begins
    if (not begins and not ends) or (begins and ends and begins > ends):
        raise Refused(400, "The parameter 'datetime' begins after it ends, or has neither beginning nor end.")
    return begins, ends


def _day(text: str, may_be_open: bool) -> str:
    if may_be_open and text in _NO_END:
        return ""
    match = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(match[1]).isoformat() if match else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise Refused(400, "The parameter 'datetime' is a day or two with a slash between, such as 2010-01-01/2014-12-31.")
