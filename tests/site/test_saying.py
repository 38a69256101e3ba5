"""How dates, measures, languages and citations are said on a page: exactly as stated, and no more."""

from __future__ import annotations

import pytest

from memorial_kg.site.dates import date_in_words
from memorial_kg.site.languages import direction, language_name
from memorial_kg.site.site import Label, Site
from memorial_kg.site.things.citing import citation_of
from memorial_kg.site.things.dataset import about
from memorial_kg.site.things.inscriptions import together
from memorial_kg.site.things.measures import distance_in_words, measure
from memorial_kg.site.things.view import Description, Row, Value
from memorial_kg.site.words import load_words

WORDS = load_words("en")


@pytest.mark.parametrize(
    ("edtf", "said", "machine"),
    [
        ("1992-02-26", "26 February 1992", "1992-02-26"),
        ("2014-02", "February 2014", "2014-02"),
        ("2016", "2016", "2016"),
        ("2016?", "2016 (uncertain)", ""),
        ("2014-02~", "about February 2014", ""),
        ("2011%", "about 2011 (uncertain)", ""),
        ("201X", "the 2010s", ""),
        ("19XX", "between 1900 and 1999", ""),
        ("2014-XX", "2014", ""),
        ("2014-02-XX", "February 2014", ""),
        ("2008/2011", "2008 to 2011", ""),
        ("2010/..", "from 2010", ""),
        ("../2010-05", "until May 2010", ""),
        ("2010/", "from 2010", ""),
        ("0992", "992", "0992"),
        ("soon", "soon", ""),
        ("<b>", "<b>", ""),
    ],
)
def test_a_date_is_said_as_precisely_as_it_was_stated(edtf: str, said: str, machine: str) -> None:
    assert date_in_words(edtf, WORDS) == (said, machine)


@pytest.mark.parametrize(
    ("tag", "way"),
    [
        ("en", "ltr"),
        ("he", "rtl"),
        ("ar-SY", "rtl"),
        ("az-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("ku", "ltr"),
        ("", "auto"),
    ],
)
def test_a_text_runs_the_way_of_its_script(tag: str, way: str) -> None:
    assert direction(tag) == way


def test_a_language_without_a_word_keeps_its_tag() -> None:
    assert [language_name(tag, WORDS) for tag in ("bs", "de-AT", "tlh")] == ["Bosnian", "German (de-AT)", "tlh"]


def test_a_measure_keeps_its_last_nought_and_says_when_it_is_approximate() -> None:
    assert measure("2.40", "MTR", approximate=False, words=WORDS) == "2.40 m"
    assert measure("2", "MTR", approximate=True, words=WORDS) == "about 2 m"
    assert measure("5", "XYZ", approximate=False, words=WORDS) == "5 XYZ"


def test_a_distance_is_said_in_kilometres_when_it_is_long() -> None:
    assert [distance_in_words(metres, WORDS) for metres in ("10", "557", "1000", "10000", "12500")] == [
        "10 m",
        "557 m",
        "1 km",
        "10 km",
        "12.5 km",
    ]


def inscription(fragment: str, **ties: str) -> Value:
    rows = tuple(
        Row(name, name, "", "", values=(Value("link", "", "", target=f"memorial/x#{other}"),))
        for name, other in ties.items()
    )
    part = Description("memorial/x", fragment, "Inscription", "", Label("", ""), rows)
    return Value("part", "", f"<#{fragment}>", part=part)


def test_inscriptions_that_belong_together_stand_together() -> None:
    given = [
        inscription("a"),
        inscription("b", translationOf="c"),
        inscription("c"),
        inscription("d", parallelText="a"),
        inscription("e", translationOf="gone"),
    ]
    groups = [[value.part.fragment for value in group if value.part] for group in together(given)]
    assert groups == [["a", "d"], ["c", "b"], ["e"]]


def test_no_title_ends_its_field_in_bibtex(site: Site) -> None:
    cited = citation_of(site, "memorial/tr-usak", Label(r"A }, author = {B} \ 100% & _", "en"))
    assert r"  title = {A \}, author = \{B\} \textbackslash{} 100\% \& \_}," in cited.bibtex
    assert cited.modified == about(site.catalogue).modified
