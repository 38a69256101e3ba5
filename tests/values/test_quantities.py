from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial_kg.values import (
    UNITS,
    ValueProblem,
    check_decimal,
    check_duration,
    check_integer,
    parse_quantity,
)


@pytest.mark.parametrize(
    ("value", "unit", "code", "low", "high"),
    [
        ("8.6", "m", "MTR", "8.55", "8.65"),
        ("8.60", "m", "MTR", "8.595", "8.605"),
        ("860", "cm", "CMT", "8.595", "8.605"),
        ("8", "MTR", "MTR", "7.5", "8.5"),
        ("10", "ft", "FOT", "2.8956", "3.2004"),
        ("2", "t", "TNE", "1500", "2500"),
        ("1.5", "ha", "HAR", "14500", "15500"),
        ("3", "m²", "MTK", "2.5", "3.5"),
    ],
)
def test_a_measure_leaves_what_rounds_to_it(value: str, unit: str, code: str, low: str, high: str) -> None:
    quantity = parse_quantity(value, unit)
    assert (quantity.lexical, quantity.unit.code) == (value, code)
    assert (quantity.low, quantity.high) == (Decimal(low), Decimal(high))


def test_about_leaves_a_tenth_more_than_rounding_does() -> None:
    about = parse_quantity("8", "m", approximate=True)
    assert (about.low, about.high) == (Decimal("6.7"), Decimal("9.3"))
    assert str(about) == "about 8 m"


@pytest.mark.parametrize(
    ("value", "unit", "complaint", "advice"),
    [
        ("8,6", "m", "is not a decimal number", "write 8.6"),
        ("1,200", "m", "is not", "write 1200 if the comma parts thousands, 1.200 if"),
        ("1 200", "m", "is not", "write 1200"),
        ("8.6 m", "m", "is not", "write 8.6, and m as its unit"),
        ("~8", "m", "is not", "write 8, and say that it is approximate"),
        ("08", "m", "is not", "write 8"),
        ("+8", "m", "is not", "write 8"),
        (".5", "m", "is not", "write 0.5"),
        ("5.", "m", "is not", "write 5"),
        (" 8", "m", "is not", "write 8, without"),
        ("8\n", "m", "is not", "write 8, without"),
        ("NaN", "m", "is not", "digits"),
        ("INF", "m", "is not", "digits"),
        ("1e3", "m", "is not", "digits"),
        ("٣", "m", "is not", "digits"),
        ("", "m", "is not", "digits"),
        ("-1", "m", "is not a size", "correct"),
        ("0", "m", "is not a size", "correct"),
        ("0.00", "m", "is not a size", "correct"),
        ("1234567890123456789", "m", "more than 18 digits", "round"),
        ("3", "metres", "'metres' is not a unit", "write m"),
        ("3", "feet", "'feet' is not a unit", "write ft"),
        ("3", "inches", "'inches' is not a unit", "write in"),
        ("3", "CM", "'CM' is not a unit", "write cm"),
        ("3", "furlong", "'furlong' is not a unit", "convert"),
        ("3", "m3", "'m3' is not a unit", "convert"),
        ("3", "", "unit is empty", "convert"),
    ],
)
def test_a_refused_measure_says_what_to_write(value: str, unit: str, complaint: str, advice: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_quantity(value, unit)
    assert complaint in caught.value.what
    assert advice in caught.value.todo


lexical_decimals = st.decimals(min_value="0.0001", max_value="99999999", places=4).map(lambda number: f"{number:f}")


@given(lexical_decimals, st.sampled_from(sorted(UNITS)), st.booleans())
def test_a_measure_lies_between_its_bounds(value: str, unit: str, approximate: bool) -> None:
    quantity = parse_quantity(value, unit, approximate=approximate)
    assert quantity.lexical == value
    assert 0 < quantity.low < quantity.value * quantity.unit.factor < quantity.high


@given(lexical_decimals, st.sampled_from(sorted(UNITS)))
def test_what_is_about_a_size_may_be_that_size(value: str, unit: str) -> None:
    exact, about = parse_quantity(value, unit), parse_quantity(value, unit, approximate=True)
    assert about.low < exact.low < exact.high < about.high


@given(st.text(max_size=20) | st.text(alphabet="0123456789.,-+eE ", max_size=24))
def test_a_kept_number_is_kept_unchanged(text: str) -> None:
    for check in (check_decimal, check_integer):
        try:
            assert check(text) == text
            assert f"{Decimal(text):f}" == text
        except ValueProblem as problem:
            assert problem.todo  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize("text", ["0", "613", "-3", "1000000000000000000000"])
def test_whole_numbers_are_kept(text: str) -> None:
    assert check_integer(text) == text


@pytest.mark.parametrize(
    ("text", "advice"), [("007", "write 7"), ("1.0", "write 1"), ("-0", "write 0"), ("1,200", "write 1200 if")]
)
def test_a_number_that_a_store_would_rewrite_is_refused(text: str, advice: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        check_integer(text)
    assert advice in caught.value.todo


@pytest.mark.parametrize("text", ["P30Y", "P1Y6M", "P10D", "P1Y2M3D", "P0Y"])
def test_durations_are_kept(text: str) -> None:
    assert check_duration(text) == text


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("30 years", "write P30Y"),
        ("6 months", "write P6M"),
        ("1 day", "write P1D"),
        ("30Y", "write P30Y"),
        ("P2W", "write P14D"),
        ("2 weeks", "write P14D"),
        ("P", "write P30Y for"),
        ("PT1H", "write P30Y for"),
        ("P1M1Y", "write P30Y for"),
        ("-P1Y", "write P30Y for"),
        ("P1.5Y", "write P30Y for"),
        ("P30Y\n", "write P30Y"),
        ("", "write P30Y for"),
    ],
)
def test_a_refused_duration_says_what_to_write(text: str, advice: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        check_duration(text)
    assert advice in caught.value.todo
