"""Literals are checked as XML Schema 1.1 and EDTF write them, whatever an engine may think of them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial_kg.terms import XSD
from memorial_kg.values.lexical import lexical_problem

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

FINE = {
    "boolean": ["true", "false", "1", "0"],
    "integer": ["0", "-0", "+613", "007", "9" * 5000],
    "decimal": ["8.6", ".5", "5.", "-0", "+1.10"],
    "double": ["1", "1.0E-7", "INF", "+INF", "-INF", "NaN"],
    "byte": ["-128", "127", "0000000000000000000000000127"],
    "unsignedByte": ["255", "-0"],
    "nonNegativeInteger": ["0"],
    "nonPositiveInteger": ["0", "-1"],
    "long": ["9223372036854775807"],
    "date": ["2016-02-29", "2000-02-29", "-0004-02-29", "0000-02-29", "12016-01-31", "2016-05-30Z", "2016-05-30+14:00"],
    "dateTime": ["2016-02-29T23:59:59.999", "2016-12-31T24:00:00", "2016-01-01T00:00:00-05:30"],
    "dateTimeStamp": ["2016-02-29T12:00:00Z"],
    "time": ["12:00:00", "24:00:00.00", "00:00:00Z"],
    "gYear": ["2016", "-0044", "0000", "12016", "2016Z"],
    "gYearMonth": ["2016-02", "2016-12+01:00"],
    "gMonthDay": ["--02-29", "--12-31Z"],
    "gMonth": ["--02"],
    "gDay": ["---31"],
    "duration": ["P30Y", "-P1Y2M3DT4H5M6.7S", "PT0S", "P1M", "PT1M"],
    "yearMonthDuration": ["P1Y6M"],
    "dayTimeDuration": ["P1DT12H"],
    "language": ["de", "en-GB", "az-Latn", "x-private"],
    "hexBinary": ["", "0fB7"],
    "base64Binary": ["", "bWVtb3JpYWw=", "bWVt b3Jp YWw="],
    "anyURI": ["", "https://az.wikipedia.org/wiki/Uşaq", "relative/path"],
    "string": ["", "anything\n"],
    "normalizedString": [" two  blanks "],
    "token": ["", "single blanks"],
    "NCName": ["_name-1", "Ünal"],
    "noSuchType": ["anything"],
}
WRONG = {
    "boolean": ["TRUE", "yes", "", " true"],
    "integer": ["", "1.0", "1e3", "٣", " 1", "--1", "1\n"],
    "decimal": ["", ".", "8,6", "1E3", "INF", "1 000"],
    "double": ["inf", "nan", "+NaN", "1.0e", "Infinity"],
    "byte": ["128", "-129", "9" * 5000],
    "unsignedByte": ["256", "-1"],
    "positiveInteger": ["0", "-" + "9" * 5000],
    "date": ["2016-02-30", "1900-02-29", "2015-02-29", "2016-13-01", "2016-1-1", "016-01-01", "02016-01-01", "30.05.2011",
             "2016-05-30+15:00", "2016-05-30T00:00:00", "２０１６-01-01"],
    "dateTime": ["2016-02-30T12:00:00", "2016-02-29", "2016-02-29T24:00:01", "2016-02-29T12:00", "2016-02-29 12:00:00"],
    "dateTimeStamp": ["2016-02-29T12:00:00"],
    "time": ["25:00:00", "12:60:00", "12:00"],
    "gYear": ["20I6", "16", "2016-02", "", "c. 2016", "2O16"],
    "gYearMonth": ["2016-13", "2016-2", "02/2016"],
    "gMonthDay": ["--02-30", "--04-31", "02-28"],
    "gDay": ["---32", "31"],
    "duration": ["P", "PT", "P1YT", "30 years", "P-1Y", "P1.5Y", "P1H", "-"],
    "yearMonthDuration": ["P1D", "P"],
    "dayTimeDuration": ["P1Y", "PT"],
    "language": ["", "de_DE", "abcdefghi", "de-"],
    "hexBinary": ["0FB", "xyz"],
    "base64Binary": ["bWVtb3JpYWw", "bWVtb3JpYWx=", "="],
    "anyURI": ["https://example.org/a b", "<https://example.org/>", "a\nb"],
    "normalizedString": ["two\nlines"],
    "token": [" a", "two  blanks"],
    "NCName": ["1a", "a:b", ""],
}  # fmt: skip


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), cases(FINE))
def test_what_the_specification_writes_is_fine(name: str, text: str) -> None:
    assert lexical_problem(text, f"{XSD}{name}") == ""


@pytest.mark.parametrize(("name", "text"), cases(WRONG))
def test_what_it_does_not_write_is_found_and_an_example_given(name: str, text: str) -> None:
    problem = lexical_problem(text, f"{XSD}{name}")
    assert f"is not an xsd:{name}: " in problem
    assert "\n" not in problem
    assert len(problem) < 250


@pytest.mark.parametrize("text", ["2014-02", "2011?", "201X", "2008/2011", "../2011", "2011/.."])
def test_edtf_is_read_by_the_one_who_knows_it(text: str) -> None:
    assert lexical_problem(text, EDTF) == ""


@pytest.mark.parametrize("text", ["", "2014-02-30", "February 2014", "2014-13"])
def test_what_is_no_edtf_is_found(text: str) -> None:
    assert lexical_problem(text, EDTF) != ""


@given(st.dates())
def test_every_day_is_a_date_and_the_day_after_its_month_is_none(day: dt.date) -> None:
    assert lexical_problem(day.isoformat(), f"{XSD}date") == ""
    first_of_next = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1) if day.year < 9999 else None
    if first_of_next:
        length = (first_of_next - day.replace(day=1)).days
        if length < 31:
            assert lexical_problem(f"{day:%Y-%m}-{length + 1}".rjust(10, "0"), f"{XSD}date") != ""


@given(st.text(max_size=30), st.sampled_from(sorted({*FINE, *WRONG})))
def test_no_text_makes_the_check_fail(text: str, name: str) -> None:
    assert isinstance(lexical_problem(text, f"{XSD}{name}"), str)
    assert isinstance(lexical_problem(text, EDTF), str)
