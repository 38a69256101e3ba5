"""What Splink is given to learn from: a table of the records, the comparisons of its columns, and where to look.

Columns in which hardly any record says something are left out: there is nothing to learn from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from memorial_kg.errors import UsageError
from memorial_kg.matching.blocking import cells
from memorial_kg.matching.profiles import Profile
from memorial_kg.matching.statistics import Statistics
from memorial_kg.matching.weights import Weights

if TYPE_CHECKING:
    from splink import Linker, SettingsCreator

__all__ = ["learn", "rows_of", "settings"]

_SAMPLE: Final = 1_000_000  # pairs from which it learns how often values agree by chance
_SEED: Final = 1
_FEW: Final = 60  # records of one place, or with one word, that are all compared with each other
_SAID: Final = 50  # records that have to say something in a column
_RECALL: Final = 0.3  # of what is one, so much is thought to agree in name, place and year
# The columns in which two records have to agree in order to be looked at; of a list (`[]`), in one item.
_BLOCKS: Final = (
    ("small_place",),
    ("cells[]",),
    ("rare[]",),
    ("place", "year"),
    ("place", "creator"),
    ("place", "street"),
    ("place", "name"),
)
_KILOMETRES: Final = (0.05, 0.2, 1, 5)


def rows_of(profiles: Sequence[Profile], counts: Statistics, weights: Weights) -> list[dict[str, Any]]:
    """The records as rows of a table, numbered."""
    rows = [_row(number, profile, counts, weights) for number, profile in enumerate(profiles)]
    said = Counter(name for row in rows for name, value in row.items() if value)
    columns = ["number", *(name for name in rows[0] if name != "number" and said[name] >= _SAID)]
    return [{name: row[name] for name in columns} for row in rows]


def _row(number: int, profile: Profile, counts: Statistics, weights: Weights) -> dict[str, Any]:
    place = profile.places[0].key if profile.places else None
    date = profile.opened or profile.made
    exact = date.edtf if date and date.precision in ("day", "month", "year") else ""
    point = profile.degrees
    near = point and profile.point and float(profile.point.radius) <= weights["blocking.coarsest"]
    return {
        "number": number,
        "name": profile.names[0].sound if profile.names else None,
        "rare": [word for word in profile.words if 1 < counts.words[word] <= _FEW] or None,
        "place": place,
        "small_place": place if place and counts.places[place] <= _FEW else None,
        "year": exact[:4] or None,
        "month": exact[:7] if len(exact) >= 7 else None,
        "day": exact if len(exact) == 10 else None,
        "latitude": point[0] if point else None,
        "longitude": point[1] if point else None,
        "cells": [cell for _, cell in cells(*point, weights["blocking.cell"])] if point and near else None,
        "creators": [person.name.sound for person in profile.creators] or None,
        "creator": profile.creators[0].name.sound if profile.creators else None,
        "street": profile.streets[0] if profile.streets else None,
        "kind": min(profile.kinds, default=None),
    }


def settings(columns: frozenset[str], sources: int, *, within: bool) -> SettingsCreator:
    """The model: how columns are compared, and where to look for pairs."""
    from splink import SettingsCreator, block_on

    rules: list[Any] = []
    for names in _BLOCKS:
        plain = [name.removesuffix("[]") for name in names]
        if columns.issuperset(plain):
            lists = [name.removesuffix("[]") for name in names if name.endswith("[]")]
            rules.append(block_on(*plain, arrays_to_explode=lists or None))
    return SettingsCreator(
        link_type="dedupe_only" if sources == 1 else "link_and_dedupe" if within else "link_only",
        unique_id_column_name="number",
        comparisons=_comparisons(columns),
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
    )


def _comparisons(columns: frozenset[str]) -> list[Any]:
    from splink import comparison_library as library

    names = library.JaroWinklerAtThresholds("name", [0.95, 0.88])
    places = library.JaroWinklerAtThresholds("place", [0.92])
    made: tuple[tuple[tuple[str, ...], Any], ...] = (
        (("name",), names.configure(term_frequency_adjustments=True)),
        (("place",), places.configure(term_frequency_adjustments=True)),
        (("latitude", "longitude"), library.DistanceInKMAtThresholds("latitude", "longitude", _KILOMETRES)),
        (("year", "month", "day"), _dates()),
        (("creators",), library.ArrayIntersectAtSizes("creators", [1])),
        (("street",), library.JaroWinklerAtThresholds("street", [0.95])),
        (("kind",), library.ExactMatch("kind")),
    )
    return [comparison for stated, comparison in made if columns.issuperset(stated)]


def _dates() -> Any:  # noqa: ANN401 - a class of Splink, which is not imported here
    """The same day, the same month where a day is not stated twice, the same year likewise, or neither."""
    from splink import comparison_level_library as levels
    from splink import comparison_library as library

    year, month, day = (f"{name}_l = {name}_r" for name in ("year", "month", "day"))
    no_days, no_months = "(day_l is null or day_r is null)", "(month_l is null or month_r is null)"
    return library.CustomComparison(
        [
            levels.NullLevel("year"),
            levels.CustomLevel(day, "same day"),
            levels.CustomLevel(f"{month} and {no_days}", "same month"),
            levels.CustomLevel(f"{year} and {no_months}", "same year"),
            levels.ElseLevel(),
        ],
        output_column_name="date",
    )


def learn(linker: Linker, columns: frozenset[str]) -> None:
    """Learn how often values agree by chance, and then, from two sides, how often they do for one memorial."""
    from splink.internals.exceptions import SplinkException

    try:
        _train(linker, columns)
    except (ValueError, SplinkException) as error:  # such as a level that no pair has: its number becomes too small
        todo = "leave --engine out, or match more records"
        first = str(error).partition(". ")[0].strip()
        raise UsageError(f"Splink cannot learn from these records ({first}): {todo}") from error


def _train(linker: Linker, columns: frozenset[str]) -> None:
    from splink import block_on

    sure = [names for names in (("name", "place", "year"), ("name", "creator", "year")) if columns.issuperset(names)]
    if sure:
        rules: list[Any] = [block_on(*names) for names in sure]
        linker.training.estimate_probability_two_random_records_match(rules, recall=_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLE, seed=_SEED)
    for names in (("place", "year"), ("name",)):
        if columns.issuperset(names):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*names), max_pairs=_SAMPLE)
