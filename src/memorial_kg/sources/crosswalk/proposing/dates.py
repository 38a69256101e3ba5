"""Looks at the dates of a column: how they are written, in which order, with the months of which languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from memorial_kg.sources.crosswalk.proposing.guess import counted
from memorial_kg.sources.crosswalk.proposing.profiles import Column
from memorial_kg.values import DateOrder, NoDate, ValueProblem, languages_of_dates, read_written_date

__all__ = ["DateWords", "date_languages", "date_words"]

_MOST_LOOKED_AT: Final = 3_000
_ENOUGH: Final = 0.5
_IN_DIGITS: Final = re.compile(r"([0-9]{1,2})\s*([./-])\s*([0-9]{1,2})\s*\2\s*(?:[0-9]{4}|[0-9]{2})\b.*")
_YEAR: Final = re.compile(r"[0-9]{4}(?:\.0+)?")
_SHOWN: Final = 4


class DateWords(NamedTuple):
    """What a rule has to say of its dates, why, and what a person has to say."""

    options: dict[str, str]
    why: list[str]
    hints: list[str]


def date_languages(columns: Iterable[Column], nulls: frozenset[str], language: str) -> tuple[list[str], list[str]]:
    """The languages whose words the dates have, and why: that of the texts, and another where it reads the most."""
    chosen = [each for each in [language.partition("-")[0]] if each in languages_of_dates()]
    values = Counter[str]()
    for column in columns:
        values.update(dict(column.said(nulls).most_common(_MOST_LOOKED_AT)))
    unread = [value for value in values if _outcome(value, "dmy", chosen) == "unreadable"]
    helped = Counter({
        each: sum(values[value] for value in unread if _outcome(value, "dmy", [each]) == "read")
        for each in sorted(languages_of_dates() - {*chosen})
    })  # fmt: skip
    (first, most), (_, next_most) = [*helped.most_common(2), ("", 0), ("", 0)][:2]
    if not most:
        return chosen, []
    if most == next_most:
        same = " or ".join(each for each, times in helped.items() if times == most)
        return chosen, [f"{counted(most, 'date')} with words of {same}: name one in `date-languages`"]
    return [*chosen, first], [f"{counted(most, 'date')} with words of {first}"]


def date_words(column: Column, nulls: frozenset[str], languages: Sequence[str]) -> DateWords | None:
    """How the dates of a column can be read; None if most of its values are no dates."""
    values = Counter(dict(column.said(nulls).most_common(_MOST_LOOKED_AT)))
    order, why = _order(values)
    outcomes = {value: _outcome(value, order, languages) for value in values}
    shares = Counter(
        {outcome: sum(values[v] for v in values if outcomes[v] == outcome) for outcome in {*outcomes.values()}}
    )
    total = values.total()
    if not total or shares["unreadable"] + shares["none"] >= total - _ENOUGH * total:
        return None
    years = sum(times for value, times in values.items() if _YEAR.fullmatch(value))
    said = [f"{years:,} of {total:,} values look like years"] if years else []
    said.append(f"{shares['read']:,} of {total:,} can be read" + (f" in the order {order}" if order else ""))
    hints = []
    if shares["century"]:
        said.append(f"{shares['century']:,} have years of two digits: say in which hundred years they lie")
        hints.append('two-digit-years = "1930"')
    if shares["order"] and not order:
        hints.append('date-order = "dmy"   # or "mdy"')
    unread = [value for value, outcome in outcomes.items() if outcome == "unreadable"]
    said += _unread(unread, values)
    return DateWords({"date-order": f'"{order}"'} if order else {}, [*said, *why], hints)


def _order(values: Counter[str]) -> tuple[DateOrder | None, list[str]]:
    """The order of day and month, where one of them is above 12."""
    votes: Counter[DateOrder] = Counter()
    open_ones = 0
    for value, times in values.items():
        if found := _IN_DIGITS.fullmatch(value):
            first, second = int(found[1]), int(found[3])
            if first > 12 >= second:
                votes["dmy"] += times
            elif second > 12 >= first:
                votes["mdy"] += times
            elif first != second:
                open_ones += times
    if len(votes) == 1:
        [(order, times)] = votes.items()
        place = "first" if order == "dmy" else "second"
        return order, [
            f"the order is {order}: in {counted(times, 'date')} the {place} number is above 12, in none the other"
        ]
    if votes:
        both = " and ".join(f"{times:,} are {order}" for order, times in votes.most_common())
        return None, [f"the order cannot be told: {both}; {open_ones:,} could be either"]
    return None, [f"the order cannot be told: {counted(open_ones, 'date')} could be either"] if open_ones else []


def _outcome(value: str, order: DateOrder | None, languages: Sequence[str]) -> str:
    try:
        read_written_date(value, order=order, languages=languages)
    except NoDate:
        return "none"
    except ValueProblem as problem:
        if "century" in problem.what:
            return "century"
        return "order" if "the order" in problem.todo and order is None and " or " in problem.what else "unreadable"
    return "read"


def _unread(unread: list[str], values: Counter[str]) -> list[str]:
    """Say what cannot be read."""
    if not unread:
        return []
    times = sum(values[value] for value in unread)
    shown = " | ".join(" ".join(value.split())[:30] for value in unread[:_SHOWN])
    return [f"{times:,} cannot be read: {shown}"]
