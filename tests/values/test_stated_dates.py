from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial_kg.values import DateOrder, ValueProblem, parse_date, parse_stated_date


@pytest.mark.parametrize(
    ("text", "order", "edtf"),
    [
        ("05.06.2011", "dmy", "2011-06-05"),  # the `edtf` package's text parser says 6 May
        ("05.06.2011", "mdy", "2011-05-06"),
        ("28.03.2014", "dmy", "2014-03-28"),
        ("26.02.2014", "dmy", "2014-02-26"),
        ("30/05/2011", "dmy", "2011-05-30"),
        ("5-6-2011", "dmy", "2011-06-05"),
        ("28. 3. 2014.", "dmy", "2014-03-28"),
        ("03.2014", "dmy", "2014-03"),
        ("03/2014", "mdy", "2014-03"),
        ("2014/03/28", "ymd", "2014-03-28"),
        ("2014.3", "ymd", "2014-03"),
        ("2016", "dmy", "2016"),
        (" 2016 ", "mdy", "2016"),
        ("2014-03-28", "dmy", "2014-03-28"),
        ("2014-03", "mdy", "2014-03"),
        ("February 2014", "dmy", "2014-02"),
        ("30 May 2011", "mdy", "2011-05-30"),
        ("May 30, 2011", "dmy", "2011-05-30"),
        ("Sept. 1st 2011", "ymd", "2011-09-01"),
        ("FEB 2014", "dmy", "2014-02"),
    ],
)
def test_a_stated_date_is_read_in_its_declared_order(text: str, order: DateOrder, edtf: str) -> None:
    assert parse_stated_date(text, order) == edtf


@pytest.mark.parametrize(
    ("text", "order", "complaint", "advice"),
    [
        ("28.03.14", "dmy", "no year of four digits", "in full"),
        ("05.30.2011", "dmy", "has no month 30", "declare the order"),
        ("31 June 2011", "dmy", "has no day 31", "correct the date"),
        ("29.02.2013", "dmy", "has no day 29", "correct the date"),
        ("2014.03.28", "dmy", "cannot be read", "write 2014-03-28"),
        ("28.03.2014", "ymd", "cannot be read", "write 2014-03-28 if the order is day.month.year"),
        ("28.03-2014", "dmy", "cannot be read", "write it as EDTF"),
        ("25-26 February 1992", "dmy", "cannot be read", "write 1992-02-25/1992-02-26"),
        ("20I6", "dmy", "cannot be read", "write 2016"),
        ("05.06", "dmy", "cannot be read", "write it as EDTF"),
        ("30th of May 2011", "dmy", "cannot be read", "write it as EDTF"),
        ("Mai 2011", "dmy", "cannot be read", "write it as EDTF"),
        ("", "dmy", "cannot be read", "write it as EDTF"),
    ],
)
def test_what_cannot_be_decided_is_not_guessed(text: str, order: DateOrder, complaint: str, advice: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_stated_date(text, order)
    assert complaint in caught.value.what
    assert advice in caught.value.todo


@given(st.dates(), st.sampled_from("./-"))
def test_every_day_is_found_in_every_order(day: object, separator: str) -> None:
    year, month, date = str(day).split("-")
    assert parse_stated_date(separator.join((date, month, year)), "dmy") == str(day)
    assert parse_stated_date(separator.join((month, date, year)), "mdy") == str(day)
    assert parse_stated_date(separator.join((year, month, date)), "ymd") == str(day)


@given(st.text(alphabet="0123456789./- MayFeb,", max_size=16), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_whatever_is_read_is_edtf(text: str, order: DateOrder) -> None:
    try:
        edtf = parse_stated_date(text, order)
    except ValueProblem:
        return
    assert parse_date(edtf).edtf == edtf
