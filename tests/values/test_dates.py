from __future__ import annotations

import datetime as dt

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from memorial_kg.values import Span, ValueProblem, parse_date

XSD = "http://www.w3.org/2001/XMLSchema#"

ACCEPTED = [
    # text, earliest, latest, precision, qualifiers, datatype of its literal
    ("2014-03-28", "2014-03-28", "2014-03-28", "day", "", "date"),
    ("2014-02", "2014-02-01", "2014-02-28", "month", "", "gYearMonth"),
    ("2000-02", "2000-02-01", "2000-02-29", "month", "", "gYearMonth"),
    ("2014", "2014-01-01", "2014-12-31", "year", "", "gYear"),
    ("0001", "0001-01-01", "0001-12-31", "year", "", "gYear"),
    ("9999-12-31", "9999-12-31", "9999-12-31", "day", "", "date"),
    ("2000-02-29", "2000-02-29", "2000-02-29", "day", "", "date"),
    ("2014?", "2014-01-01", "2014-12-31", "year", "?", "gYear"),
    ("2014-02~", "2014-02-01", "2014-02-28", "month", "~", "gYearMonth"),
    ("2014-03-28%", "2014-03-28", "2014-03-28", "day", "?~", "date"),
    ("199X", "1990-01-01", "1999-12-31", "decade", "", None),
    ("19XX?", "1900-01-01", "1999-12-31", "century", "?", None),
    ("2004-XX", "2004-01-01", "2004-12-31", "year", "", None),
    ("2004-XX-XX", "2004-01-01", "2004-12-31", "year", "", None),
    ("2004-02-XX", "2004-02-01", "2004-02-29", "month", "", None),
    ("2014/2016", "2014-01-01", "2016-12-31", "interval", "", None),
    ("2014-02/2014-03-28", "2014-02-01", "2014-03-28", "interval", "", None),
    ("2014/2014-03", "2014-01-01", "2014-03-31", "interval", "", None),
    ("2014?/2016~", "2014-01-01", "2016-12-31", "interval", "?~", None),
    ("199X/2004", "1990-01-01", "2004-12-31", "interval", "", None),
    ("2014/..", "2014-01-01", None, "interval", "", None),
    ("2014~/", "2014-01-01", None, "interval", "~", None),
    ("../2014", None, "2014-12-31", "interval", "", None),
    ("/2014-02", None, "2014-02-28", "interval", "", None),
]


@pytest.mark.parametrize("row", ACCEPTED, ids=[row[0] for row in ACCEPTED])
def test_partial_dates_keep_their_precision(row: tuple[str, str | None, str | None, str, str, str | None]) -> None:
    text, earliest, latest, precision, marks, datatype = row
    span = parse_date(text)
    assert (str(span), span.precision) == (text, precision)
    assert (span.earliest and span.earliest.isoformat(), span.latest and span.latest.isoformat()) == (earliest, latest)
    assert (span.uncertain, span.approximate) == ("?" in marks, "~" in marks)
    assert span.literal == (datatype and (text.rstrip("?~%"), XSD + datatype))


REFUSED = [
    # text, words of the complaint, words of the advice
    ("28.03.2014", "is not an EDTF date", "write 2014-03-28 if the order is day.month.year"),
    ("05/06/2011", "is not", "2011-06-05 if the order is day.month.year, or 2011-05-06 if the order is month.day.year"),
    ("20I6", "the letter 'I' among its digits", "write 2016 if"),
    ("2O14-02-15", "the letter 'O'", "write 2014-02-15"),
    ("199x", "the letter 'x'", "write 199X"),
    ("199u", "the letter 'u'", "write 199X"),
    ("२०१६", "'२' in place of '2'", "write 2016"),
    ("2014‐03", "'‐' in place of '-'", "write 2014-03"),
    ("2014-3-8", "is not", "write 2014-03-08"),
    ("2014.03.28", "is not", "write 2014-03-28"),
    ("20140328", "is not", "write 2014-03-28"),
    ("2014-03-28T10:00:00", "is not", "write 2014-03-28"),
    ("03.2014", "is not", "write 2014-03"),
    ("2014/05", "is not", "write 2014-05 if a month is meant"),
    ("2014-2016", "is not", "write 2014/2016"),
    ("2014–2016", "is not", "write 2014/2016"),
    ("25-26 February 1992", "is not", "write 1992-02-25/1992-02-26"),
    ("February 2014", "is not", "write 2014-02"),
    ("May 30, 2011", "is not", "write 2011-05-30"),
    ("c. 1920", "is not", "write 1920~"),
    ("1920 ?", "is not", "write 1920?"),
    ("before 1920", "is not", "write ../1920"),
    ("1990s", "is not", "write 199X"),
    (" 2014", "has spaces around it", "write 2014"),
    ("2014\n", "has spaces around it", "write 2014"),
    ("", "is empty", "leave the key out"),
    ("unknown", "is not an EDTF date", "write it as EDTF"),
    ("2014-13", "has no month 13", "correct the month"),
    ("2014-00", "has no month 00", "correct the month"),
    ("2014-02-30", "has no day 30: 2014-02 has 28 days", "correct the day"),
    ("1900-02-29", "has no day 29", "correct the day"),
    ("2014-02-00", "has no day 00", "correct the day"),
    ("2014-21", "is a season (spring)", "2014-03/2014-05"),
    ("2014-13/2015", "in '2014-13/2015', '2014-13' has no month 13", "correct the month"),
    ("2016/2014", "ends before it starts", "write 2014/2016"),
    ("2014-06/2014-05-31", "ends before it starts", "swapped"),
    ("../..", "no date at either end", "leave the date out"),
    ("/", "no date at either end", "leave the date out"),
    ("2014/2015/2016", "is not", "write it as EDTF"),
    ("0000", "outside the years 0001 to 9999", "correct the year"),
    ("000X", "outside the years", "correct the year"),
    ("-0044", "outside the years", "describe it in words"),
    ("Y17E7", "outside the years", "describe it in words"),
    ("[2014,2015]", "is a set of dates", "one claim for each date"),
    ("2004-06~-11", "qualifies its parts", "at the end of the whole date"),
    ("?2004", "qualifies its parts", "at the end of the whole date"),
    ("2014?~", "more than one qualifier", "write %"),
    ("156X-12-25", "leaves a part open before", "write an interval"),
    ("2004-XX-28", "leaves a part open before", "write an interval"),
    ("1XXX", "more than the last two digits", "write 199X or 19XX"),
]


@pytest.mark.parametrize(("text", "complaint", "advice"), REFUSED)
def test_a_refused_date_says_what_is_wrong_and_what_to_write(text: str, complaint: str, advice: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_date(text)
    assert complaint in caught.value.what
    assert caught.value.expected
    assert advice in caught.value.todo


def test_advice_never_offers_a_date_that_does_not_exist() -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_date("30.02.2014")
    assert "2014-02-30" not in caught.value.todo


days = st.dates().map(lambda day: day.isoformat())
single_dates = st.builds(
    lambda form, mark: form + mark,
    st.one_of(
        days,
        days.map(lambda day: day[:7]),
        days.map(lambda day: day[:4]),
        days.map(lambda day: day[:7] + "-XX"),
        days.map(lambda day: day[:4] + "-XX"),
        days.map(lambda day: day[:4] + "-XX-XX"),
        st.integers(1, 999).map(lambda decade: f"{decade:03}X"),
        st.integers(1, 99).map(lambda century: f"{century:02}XX"),
    ),
    st.sampled_from(["", "?", "~", "%"]),
)


def _ordered(a: str, b: str) -> str:
    return "/".join(sorted((a, b), key=lambda end: str(parse_date(end).earliest)))


edtf_dates = st.one_of(
    single_dates,
    st.builds(_ordered, single_dates, single_dates),
    single_dates.map(lambda date: date + "/.."),
    single_dates.map(lambda date: date + "/"),
    single_dates.map(lambda date: "../" + date),
    single_dates.map(lambda date: "/" + date),
)


@given(edtf_dates)
def test_every_date_comes_back_as_it_was_written(text: str) -> None:
    assert str(parse_date(text)) == text
    assert parse_date(str(parse_date(text))) == parse_date(text)


@given(edtf_dates)
def test_no_date_ends_before_it_begins(text: str) -> None:
    span = parse_date(text)
    assert span.earliest is None or span.latest is None or span.earliest <= span.latest
    assert span.earliest or span.latest


@given(st.text(alphabet="0123456789X-/.?~% ISo", max_size=24) | st.text(max_size=24))
def test_any_text_is_a_date_or_a_problem_with_advice(text: str) -> None:
    try:
        assert parse_date(text).edtf == text
    except ValueProblem as problem:
        assert all((problem.what, problem.expected, problem.todo))  # noqa: PT017 - either outcome is right


@given(edtf_dates)
@settings(deadline=None)  # the package builds its grammar as it goes
def test_the_edtf_package_reads_every_date_alike(text: str) -> None:
    """Hold our bounds against the package's, but for two known differences.

    Of the intervals with unspecified digits (level 2) its grammar reads some, garbles some and refuses some; their ends
    are held against it one by one. And it invents ten years for an end that nobody knows, where we have None.
    """
    span = parse_date(text)
    if "X" in text and "/" in text:
        return
    theirs = parse_edtf(text)
    if span.earliest:
        assert _day(theirs.lower_strict()) == span.earliest
    if span.latest:
        assert _day(theirs.upper_strict()) == span.latest


def _day(theirs: tuple[int, ...]) -> dt.date:
    return dt.date(*theirs[:3])


def test_a_span_is_a_value() -> None:
    assert parse_date("2014") == Span("2014", dt.date(2014, 1, 1), dt.date(2014, 12, 31), False, False, "year")
    assert len({parse_date("2014"), parse_date("2014"), parse_date("2014?")}) == 2
