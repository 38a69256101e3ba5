from __future__ import annotations

import datetime as dt
import re
from typing import Final

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from memorial_kg.values import DateOrder, NoDate, ValueProblem, languages_of_dates, parse_date, read_written_date
from memorial_kg.values.written_words import words_of

# How a day, a month with its year, and a few other things are usually written in each language.
DAY: Final = {
    "en": "{day} {month} {year}", "de": "{day}. {month} {year}", "tr": "{day} {month} {year}",
    "az": "{day} {month} {year}", "es": "{day} de {month} de {year}", "pt": "{day} de {month} de {year}",
    "fr": "{day} {month} {year}", "nl": "{day} {month} {year}", "bs": "{day}. {month} {year}.",
    "ru": "{day} {month} {year} г.",
}  # fmt: skip
MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "bs": "januar februar mart april maj juni juli august septembar oktobar novembar decembar",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
LANGUAGES: Final = tuple(DAY)
ORDERS: Final[dict[str, DateOrder | None]] = {"*": None, "dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}

# Language, text, EDTF.
READ: Final = """
*  | 1992                           | 1992
*  | 1992-02-26                     | 1992-02-26
*  | 199X                           | 199X
*  | 1923.0                         | 1923
*  | 2014-03                        | 2014-03
*  | 2014-3                         | 2014-03
*  | 20140328                       | 2014-03-28
*  | 1992-02-26T00:00:00Z           | 1992-02-26
*  | 1992-02-26T23:30:00.000+04:00  | 1992-02-26
*  | 2010-04-27 00:00:00 Z          | 2010-04-27
*  | 12/29/2022 1:28pm              | 2022-12-29
*  | 12/29/2022 1 pm                | 2022-12-29
*  | 25.08.2014                     | 2014-08-25
*  | 05/05/2005                     | 2005-05-05
*  | 03/2014                        | 2014-03
*  | 2014/03                        | 2014-03
*  | 26.II.1992                     | 1992-02-26
*  | c. 1920                        | 1920~
*  | circa 1920                     | 1920~
*  | CA. 1920                       | 1920~
*  | (c. 1920)                      | 1920~
*  | 1920 (circa)                   | 1920~
*  | c1920                          | 1920~
*  | c. 1920?                       | 1920%
*  | 2017?                          | 2017?
*  | 2017 (?)                       | 2017?
*  | 1867+-1                        | 1866/1868
*  | 1867±1                         | 1866/1868
*  | 1867 +/- 2                     | 1865/1869
*  | 1952/1966                      | 1952/1966
*  | 1952-1966                      | 1952/1966
*  | 1952–1966                      | 1952/1966
*  | 1952 — 1966                    | 1952/1966
*  | 1914-18                        | 1914/1918
*  | 1939/45                        | 1939/1945
*  | 1899-14                        | 1899/1914
*  | c. 1920-1930                   | 1920~/1930
*  | 1920-c. 1930                   | 1920/1930~
*  | 1952-1966 (?)                  | 1952?/1966?
*  | c. 1952-1966 (?)               | 1952%/1966?
*  | AD 1200                        | 1200
en | 1990-present (?)               | 1990?/..
en | June 1995                      | 1995-06
en | may 1979                       | 1979-05
en | Sept. 1995                     | 1995-09
en | 1995 June                      | 1995-06
en | August 25, 2014                | 2014-08-25
en | August 25th, 2014              | 2014-08-25
en | the 1st of May, 2011           | 2011-05-01
en | 2014 March 28                  | 2014-03-28
en | 25Aug2014                      | 2014-08-25
en | 25-Aug-2014                    | 2014-08-25
en | June 5, 1995, 14:30            | 1995-06-05
en | about 1920                     | 1920~
en | approx. June 1995              | 1995-06~
en | 1920 (approximate)             | 1920~
en | probably 1920                  | 1920?
en | probably c. 1920               | 1920%
en | 1990s                          | 199X
en | 1990's                         | 199X
en | c. 1990s                       | 199X~
en | the decade of 1900             | 190X
en | 19th century                   | 18XX
en | 21st c.                        | 20XX
en | Spring 1998                    | 1998-21
en | fall 1998                      | 1998-23
en | Winter, 1998                   | 1998-24
en | between 1952 and 1966          | 1952/1966
en | from 1952 to 1966              | 1952/1966
en | 1952 until 1966                | 1952/1966
en | before 1900                    | ../1900
en | before c. 1900                 | ../1900~
en | after June 1900                | 1900-06/..
en | until 1900                     | ../1900
en | 1992-present                   | 1992/..
en | 25-26 February 1992            | 1992-02-25/1992-02-26
en | February 25–26, 1992           | 1992-02-25/1992-02-26
en | 25 February - 3 March 1992     | 1992-02-25/1992-03-03
en | June-July 1995                 | 1995-06/1995-07
en | June 1995 - July 1996          | 1995-06/1996-07
de | um 1920                        | 1920~
de | 1990er                         | 199X
de | 1990er Jahre                   | 199X
de | 1990er-Jahre                   | 199X
de | 19. Jahrhundert                | 18XX
de | 19. Jh.                        | 18XX
de | 25. August 2014                | 2014-08-25
de | 8. Mai 1940                    | 1940-05-08
de | im Mai 1940                    | 1940-05
de | Jänner 1934                    | 1934-01
de | vor 1900                       | ../1900
de | nach 1900                      | 1900/..
de | zwischen 1952 und 1966         | 1952/1966
de | von Juni bis Juli 1995         | 1995-06/1995-07
de | Frühjahr 1998                  | 1998-21
tr | yaklaşık 1920                  | 1920~
tr | 1920 civarı                    | 1920~
tr | 1920'den önce                  | ../1920
tr | 1990'lar                       | 199X
tr | 1990’lı yıllar                 | 199X
tr | 26 ŞUBAT 1992                  | 1992-02-26
tr | 26 SUBAT 1992                  | 1992-02-26
tr | 1 KASIM 1992                   | 1992-11-01
tr | 1 Kasim 1992                   | 1992-11-01
tr | 1 ARALIK 1992                  | 1992-12-01
tr | 1952 ile 1966 arasında         | 1952/1966
tr | 1941-1945 yılları              | 1941/1945
tr | 19. yüzyıl                     | 18XX
tr | Yaz 1998                       | 1998-22
az | Yaz 1998                       | 1998-21
az | təxminən 1920                  | 1920~
az | 1990-ci illər                  | 199X
az | 1990-cı illərdə                | 199X
az | 1941-1945-ci illər             | 1941/1945
az | 26 fevral 1992-ci il           | 1992-02-26
az | 1992-ci il fevralın 26-da      | 1992-02-26
az | 1900-cü ildən əvvəl            | ../1900
az | XIX əsr                        | 18XX
es | hacia 1920                     | 1920~
es | cerca de 1920                  | 1920~
es | década de 1990                 | 199X
es | década de 1900                 | 190X
es | años 1990                      | 199X
es | siglo XIX                      | 18XX
es | s. XIX                         | 18XX
es | de 1952 a 1966                 | 1952/1966
es | entre 1952 y 1966              | 1952/1966
es | antes de 1900                  | ../1900
es | 1.º de mayo de 1992            | 1992-05-01
pt | Março de 2008                  | 2008-03
pt | década de 1990                 | 199X
pt | anos 1990                      | 199X
pt | cerca de 1920                  | 1920~
pt | depois de 1900                 | 1900/..
pt | 1º de maio de 1992             | 1992-05-01
fr | vers 1920                      | 1920~
fr | 1er mars 1992                  | 1992-03-01
fr | années 1990                    | 199X
fr | années 1950-1960               | 1950/1960
fr | XIXe siècle                    | 18XX
fr | avant 1900                     | ../1900
fr | été 1998                       | 1998-22
fr | jusqu'en 1900                  | ../1900
nl | omstreeks 1920                 | 1920~
nl | jaren 1990                     | 199X
nl | de jaren 1990                  | 199X
nl | 19e eeuw                       | 18XX
nl | vóór 1900                      | ../1900
bs | oko 1920                       | 1920~
bs | 26. februara 1992. godine      | 1992-02-26
bs | 1992. godina                   | 1992
bs | 1990-ih godina                 | 199X
bs | 19. stoljeće                   | 18XX
bs | prije 1900                     | ../1900
ru | около 1920                     | 1920~
ru | ок. 1920 г.                    | 1920~
ru | 26 февраля 1992 года           | 1992-02-26
ru | февраль 1992                   | 1992-02
ru | 1990-е годы                    | 199X
ru | 1941—1945 гг.                  | 1941/1945
ru | с 1952 по 1966                 | 1952/1966
ru | XIX век                        | 18XX
ru | до 1900                        | ../1900
"""

# Language, order or *, text, what is said of it, and what to do.
REFUSED: Final = """
*  | *   | 03/04/2005         | 2005-03-04 or 2005-04-03     | declare the order
*  | *   | 8.5.1940           | 1940-05-08 or 1940-08-05     | declare the order
*  | *   | 6/6/03             | century cannot be told       | declare the hundred years
*  | mdy | 6/6/03             | century cannot be told       | in full
en | dmy | 26 Feb 92          | century cannot be told       | in full
*  | *   | '92                | century cannot be told       | in full
en | *   | '90s               | century cannot be told       | in full
en | *   | 1900s              | 190X or 19XX                 | write the one that is meant
en | *   | 2000s              | 200X or 20XX                 | write the one that is meant
*  | *   | 2004–06            | 2004-06 or 2004/2006         | write the one that is meant
*  | *   | 1903/04            | 1903-04 or 1903/1904         | declare the order
*  | *   | 1921-24            | 1921-24 or 1921/1924         | write the one that is meant
*  | *   | 1914-8             | 1914-08 or 1914/1918         | write the one that is meant
*  | *   | 1998-97            | has no month 97              | correct the date
*  | mdy | 25/12/2005         | has no month 25              | declare the order
*  | *   | 30.02.2005         | has no day 30                | correct the date
en | *   | 29 February 1993   | has no day 29                | correct the date
en | *   | 1966 to 1952       | ends before it starts        | correct the date
*  | dmy | 2014.03.28         | in the order dmy             | write 2014-03-28
*  | dmy | 28.03-2014         | cannot be read               | write it as EDTF
*  | *   | 849                | three digits                 | write 0849
*  | *   | 1812, 1914         | cannot be read               | write it as EDTF
en | *   | 1812 and 1914      | cannot be read               | write it as EDTF
en | *   | early 1990s        | 'early', which is no word    | write it as EDTF
en | *   | 500 BC             | 'BC', which is no word       | write it as EDTF
en | *   | Febuary 1992       | 'Febuary', which is no word  | write it as EDTF
en | *   | Mai 1998           | 'Mai', which is no word      | declare the language (de or fr or pt)
*  | *   | June 1995          | 'June', which is no word     | declare the language (en)
en | *   | 31 June 2011       | has no day 31                | correct the date
en | *   | 5 June             | cannot be read               | write it as EDTF
en | *   | 99th century       | cannot be read               | write it as EDTF
*  | *   | [1920]             | cannot be read               | write it as EDTF
*  | *   | 20I6               | cannot be read               | write 2016
*  | *   | 1990-              | cannot be read               | write it as EDTF
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split(" | ")) for line in table.strip().splitlines()]


def declared(language: str) -> tuple[str, ...]:
    return () if language == "*" else (language,)


@pytest.mark.parametrize(("language", "text", "edtf"), rows(READ))
def test_a_date_is_read_as_people_write_it(language: str, text: str, edtf: str) -> None:
    assert read_written_date(text, languages=declared(language)) == edtf


@pytest.mark.parametrize(("language", "order", "text", "says", "todo"), rows(REFUSED))
def test_what_can_mean_two_things_or_none_is_reported(
    language: str, order: str, text: str, says: str, todo: str
) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_written_date(text, order=ORDERS[order], languages=declared(language))
    assert says in caught.value.what
    assert todo in caught.value.todo
    assert not isinstance(caught.value, NoDate)


@pytest.mark.parametrize(("language", "text", "edtf"), rows(READ))
def test_all_languages_together_change_no_reading(language: str, text: str, edtf: str) -> None:
    if text != "Yaz 1998":
        assert read_written_date(text, languages=LANGUAGES) == edtf


def test_a_word_that_means_two_things_in_the_languages_declared_decides_nothing() -> None:
    with pytest.raises(ValueProblem, match="can be read as 1998-21 or 1998-22"):
        read_written_date("Yaz 1998", languages=["tr", "az"])


def test_a_month_that_has_the_same_number_in_both_languages_is_no_question() -> None:
    assert read_written_date("Mart 1992", languages=["tr", "az", "bs", "ru"]) == "1992-03"


@pytest.mark.parametrize(
    ("text", "first", "edtf"),
    [
        ("6/7/03", "1900", "1903-06-07"), ("6/7/03", "2000", "2003-06-07"), ("6/7/03", "1930", "2003-06-07"),
        ("6/7/30", "1930", "1930-06-07"), ("6/7/29", "1930", "2029-06-07"), ("'92", "1900", "1992"),
        ("June '92", "1900", "1992-06"), ("'90s", "1900", "199X"), ("90s", "1900", "199X"), ("26 Feb 92", "1900", "1992-02-26"),
    ],
)  # fmt: skip
def test_two_digits_are_a_year_of_the_hundred_that_are_declared(text: str, first: str, edtf: str) -> None:
    assert read_written_date(text, order="mdy", languages=["en"], two_digit_years=first) == edtf


def test_a_century_alone_does_not_tell_day_from_month() -> None:
    with pytest.raises(ValueProblem, match="1903-06-07 or 1903-07-06"):
        read_written_date("6/7/03", two_digit_years="1900")
    assert read_written_date("6/6/06", two_digit_years="1900") == "1906-06-06"


@pytest.mark.parametrize("first", ["19", "soon", "9950", "1900s"])
def test_the_hundred_years_are_named_by_their_first(first: str) -> None:
    with pytest.raises(ValueProblem, match="is not the first of a hundred years"):
        read_written_date("6/6/03", two_digit_years=first)


@pytest.mark.parametrize(
    ("language", "text"),
    [("*", "n.d."), ("*", "N.D."), ("*", "s.d."), ("*", "?"), ("*", "—"), ("en", "unknown"), ("en", "No date"), ("de", "o. J."),
     ("tr", "Bilinmiyor"), ("ru", "неизвестно"), ("pt", "Sem data"), ("az", "naməlum")],
)  # fmt: skip
def test_a_text_that_says_that_there_is_no_date_has_a_reason_of_its_own(language: str, text: str) -> None:
    with pytest.raises(NoDate, match="says that there is no date"):
        read_written_date(text, languages=declared(language))


def test_a_region_makes_no_difference_and_a_language_without_words_adds_none() -> None:
    assert read_written_date("Jänner 1934", languages=["de-AT"]) == "1934-01"
    assert languages_of_dates() == set(LANGUAGES)
    assert read_written_date("26.2.1992", order="dmy", languages=["und", "it"]) == "1992-02-26"
    with pytest.raises(ValueProblem, match="no word of a date in the languages declared"):
        read_written_date("Febbraio 1992", languages=["it"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_is_read_back_in_the_usual_form_of_each_language(language: str) -> None:
    names = MONTHS[language].split()
    for day in (dt.date(1900, 1, 1) + dt.timedelta(at) for at in range(0, 131 * 365 + 32, 17)):
        text = DAY[language].format(day=day.day, month=names[day.month - 1], year=day.year)
        assert read_written_date(text, languages=[language]) == str(day)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2030, 12, 31)), st.sampled_from(LANGUAGES), st.booleans(), st.booleans())
def test_any_day_is_read_back_among_all_languages_and_in_capitals(
    day: dt.date, language: str, everywhere: bool, loud: bool
) -> None:
    name = MONTHS[language].split()[day.month - 1]
    if loud:
        name = name.replace("i", "İ").upper() if language in {"tr", "az"} else name.upper()
    text = DAY[language].format(day=day.day, month=name, year=day.year)
    assert read_written_date(text, languages=LANGUAGES if everywhere else [language]) == str(day)


@given(st.dates(), st.sampled_from("./-"))
def test_every_day_is_found_in_every_order(day: dt.date, separator: str) -> None:
    year, month, date = str(day).split("-")
    assert read_written_date(separator.join((date, month, year)), order="dmy") == str(day)
    assert read_written_date(separator.join((month, date, year)), order="mdy") == str(day)
    assert read_written_date(separator.join((year, month, date)), order="ymd") == str(day)


@given(st.dates(dt.date(1, 1, 1)), st.sampled_from("./"))
def test_without_an_order_a_day_is_read_where_its_numbers_can_be_nothing_else(day: dt.date, separator: str) -> None:
    text = separator.join((f"{day.day:02}", f"{day.month:02}", f"{day.year:04}"))
    if day.day > 12 or day.day == day.month:
        assert read_written_date(text) == str(day)
    else:
        with pytest.raises(ValueProblem, match=" or "):
            read_written_date(text)


@given(
    st.text(alphabet="0123456789./-–()?~±c' MayFebvor1990sXIV", max_size=24) | st.text(max_size=40),
    st.sampled_from([None, "dmy", "mdy", "ymd"]),
    st.sampled_from([None, "1900", "1930"]),
)
def test_whatever_is_read_is_edtf(text: str, order: DateOrder | None, first: str | None) -> None:
    try:
        edtf = read_written_date(text, order=order, languages=LANGUAGES, two_digit_years=first)
    except ValueProblem:
        return
    parse_edtf(edtf)  # a second opinion: the grammar of another library
    if not re.fullmatch("[0-9]{4}-2[1-4][?~%]?", edtf):  # seasons are EDTF, and no date that a record keeps
        assert parse_date(edtf).edtf == edtf


def test_a_year_of_one_digit_is_none() -> None:
    with pytest.raises(ValueProblem, match="cannot be read"):
        read_written_date("6/6/3", order="mdy", two_digit_years="1900")


def test_a_long_text_and_one_of_many_meanings_are_refused_at_once() -> None:
    with pytest.raises(ValueProblem, match="too long for a date"):
        read_written_date("1990" + " in the year" * 10, languages=["en"])
    for text in ("1990-" * 200, "a de e do a de e do " * 4, "(" * 90, "c" + "(?)" * 30, "1" * 99):
        with pytest.raises(ValueProblem):
            read_written_date(text, languages=LANGUAGES)


def test_no_word_stands_in_the_tables_that_could_never_be_found() -> None:
    for language in LANGUAGES:
        for phrase in words_of((language,)).phrases:
            assert phrase, language
            assert all(re.fullmatch("[a-z]+|[а-я]+", word) for word in phrase), (language, phrase)


def test_each_language_has_twelve_months_and_four_seasons() -> None:
    for language in LANGUAGES:
        meanings = {meaning for found in words_of((language,)).phrases.values() for meaning in found}
        assert {value for letter, value in meanings if letter == "M"} == {f"{month:02}" for month in range(1, 13)}
        assert {value for letter, value in meanings if letter == "S"} == {"21", "22", "23", "24"}


@pytest.mark.parametrize(
    ("text", "order", "edtf"),
    [
        ("05.06.2011", "dmy", "2011-06-05"),  # the `edtf` package's text parser says 6 May
        ("05.06.2011", "mdy", "2011-05-06"),
        ("28. 3. 2014.", "dmy", "2014-03-28"),
        ("03/2014", "mdy", "2014-03"),
        ("2014/03/28", "ymd", "2014-03-28"),
        ("1903/04", "ymd", "1903-04"),
        ("2014-03-28", "dmy", "2014-03-28"),
        ("May 30, 2011", "dmy", "2011-05-30"),
        ("26.02.–28.02.1992", "dmy", "1992-02-26/1992-02-28"),
        ("02/26-02/28/1992", "mdy", "1992-02-26/1992-02-28"),
    ],
)
def test_a_declared_order_decides(text: str, order: DateOrder, edtf: str) -> None:
    assert read_written_date(text, order=order, languages=["en"]) == edtf
