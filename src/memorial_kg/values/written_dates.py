"""Dates as people write them in many languages, read as EDTF where they can mean one thing only.

Every reading of a text that its words, the declared order and the declared languages allow is made. If all that the
calendar lets stand are the same, that is the date; if none or several are left, the text is reported and not guessed:
03/04/2005 without an order, 6/6/03 without a century, the 1900s (ten years, or a hundred?).

Two conventions are those of EDTF's users: the 19th century is 18XX, and `before 1900` is ../1900. `c.` and `?` belong
to the date that they stand at, so that `c. 1920-1930` is 1920~/1930; a `(?)` behind a range belongs to both ends.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from memorial_kg.values.dates import advice_on_date, has_known_form, parse_date
from memorial_kg.values.problem import ValueProblem, quote
from memorial_kg.values.texts import fold, nfc
from memorial_kg.values.written_forms import DateOrder, Rules, Shape, lacks_century, lacks_order, readings
from memorial_kg.values.written_words import Token, languages_of_dates, tokens_of, words_of

__all__ = ["DateOrder", "NoDate", "check_two_digit_years", "languages_of_dates", "read_written_date"]

_EXPECTED: Final = "a date that can mean one thing only, such as 28 March 2014, 2014-03-28, c. 1920 or 1952-1966"
_GENERAL_ADVICE: Final = "write it as EDTF, such as 2014-03-28"
_LONGEST: Final = 100
# No text that people write has words of so many meanings; a made one shall not cost the day.
_MOST_READINGS: Final = 256

# One character for the signs that are written in several ways.
_SIGNS: Final = str.maketrans("‐‑‒–—―−’‘ʼ＇´`．，", "-------''''''.,")
_PLUS_MINUS: Final = r"\+\s*/?\s*-"
_TIME: Final = (
    r"(?<=[0-9])(?:T|,?\s+(?:at\s+)?)(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9]){1,2}(?:[.,][0-9]+)?\s*(?:[AaPp]\.?[Mm]\.?)?"
    r"\s*(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?|(?<=[0-9]),?\s+(?:1[0-2]|0?[1-9])\s*[AaPp]\.?[Mm]\.?"
)
_SPREADSHEET_YEAR: Final = r"([0-9]{4})\.0+"
_SEASON: Final = r"([0-9]{4})-2[1-4][?~%]?"
# A point says something between two numbers only: 28.3.2014, but 26. februar 1992.
_DOTTED: Final = frozenset(("N.N", "N.Y", "Y.N", "Y.Y"))
_LAST_FIRST_YEAR: Final = 9900
_FIRST_YEAR: Final = "[0-9]{4}"


class NoDate(ValueProblem):
    """The text says that there is no date: n.d., unknown. Whoever harvests may take it for an empty value."""


def read_written_date(
    text: str, *, order: DateOrder | None = None, languages: Sequence[str] = (), two_digit_years: str | None = None
) -> str:
    """Read a date as somebody wrote it, and give it in EDTF.

    `two_digit_years` is the first of the hundred years that a year of two digits is in: "1900", "2000", or "1930" for
    1930 to 2029. What cannot be decided raises a `ValueProblem`, and what says that there is no date a `NoDate`.

    >>> read_written_date("26 Şubat 1992", languages=["tr"]), read_written_date("c. 1920")
    ('1992-02-26', '1920~')
    """
    return _read(text, order, tuple(languages), two_digit_years)


@functools.lru_cache(1 << 16)  # a column has many rows and few dates
def _read(text: str, order: DateOrder | None, languages: tuple[str, ...], two_digit_years: str | None) -> str:
    words = words_of(languages)
    stated = " ".join(nfc(text).split())
    if not stated:
        raise ValueProblem("the date is empty", _EXPECTED, "write the date, or leave it out")
    if len(stated) > _LONGEST:
        raise ValueProblem(f"{quote(text)} is too long for a date", f"at most {_LONGEST} characters", _GENERAL_ADVICE)
    if _is_sound(stated) and not re.fullmatch(_SEASON, stated):
        return stated
    if fold(stated) in words.none:
        raise NoDate(f"{quote(text)} says that there is no date", "a date", "leave it out, or name it as a null marker")
    rules = Rules(order, int(check_two_digit_years(two_digit_years)) if two_digit_years else None)
    tokens = tokens_of(_plain(stated), words)
    shapes = list(itertools.islice(_shapes(tokens), _MOST_READINGS + 1))
    found = dict.fromkeys(edtf for shape in shapes for edtf in readings(shape, rules))
    sound = [edtf for edtf in found if _is_sound(edtf)]
    if len(sound) == 1 and len(shapes) <= _MOST_READINGS:
        return sound[0]
    raise _problem(text, rules, tokens, shapes, sound or [*found])


def _plain(text: str) -> str:
    """The text with one way of writing each sign, without its time of day, and without what spreadsheets add."""
    text = re.sub(_PLUS_MINUS, "±", text.translate(_SIGNS))
    text = re.sub(_TIME, "", text)
    whole = re.fullmatch(_SPREADSHEET_YEAR, text)
    return whole[1] if whole else text


def check_two_digit_years(text: str) -> str:
    """Give back the first of the hundred years that two digits are declared to be in, or say what is wrong with it."""
    if not re.fullmatch(_FIRST_YEAR, text) or int(text) > _LAST_FIRST_YEAR:
        raise ValueProblem(f"{quote(text)} is not the first of a hundred years", "a year such as 1900 or 1930",
                           "write the earliest year that two digits may stand for")  # fmt: skip
    return text


def _shapes(tokens: Sequence[Token]) -> Iterator[Shape]:
    """Every choice among the meanings of the pieces; words and points that change nothing are left out."""
    for choice in itertools.product(*(token.meanings for token in tokens)):
        kept = [meaning for meaning in choice if meaning.letter != "x"]
        said = [
            meaning
            for at, meaning in enumerate(kept)
            if meaning.letter != "." or "".join(one.letter for one in kept[max(at - 1, 0) : at + 2]) in _DOTTED
        ]
        yield Shape("".join(meaning.letter for meaning in said), tuple(meaning.value for meaning in said))


def _is_sound(edtf: str) -> bool:
    """Whether it is EDTF that the calendar lets stand; seasons are EDTF, though `parse_date` keeps none."""
    if season := re.fullmatch(_SEASON, edtf):
        edtf = season[1]
    try:
        return has_known_form(edtf) and bool(parse_date(edtf))
    except ValueProblem:
        return False


def _problem(
    text: str, rules: Rules, tokens: Sequence[Token], shapes: Sequence[Shape], found: Sequence[str]
) -> ValueProblem:
    sound = [edtf for edtf in found if _is_sound(edtf)]
    if len(sound) > 1:
        return ValueProblem(f"{quote(text)} can be read as {' or '.join(sorted(sound))}", _EXPECTED,
                            _what_would_decide(rules, shapes))  # fmt: skip
    if found:
        return _unsound(text, rules, found[0])
    if re.fullmatch("[0-9]{3}", text.strip()):
        return ValueProblem(f"{quote(text)} is a year of three digits, or has lost one", "a year of four digits",
                            f"write 0{text.strip()} if that is the year")  # fmt: skip
    if unknown := min((token.text for token in tokens if token.unknown), key=str.isdigit, default=""):
        return ValueProblem(f"{quote(text)} has {quote(unknown)}, which is no word of a date in the languages declared",
                            _EXPECTED, _language_of(unknown) or advice_on_date(text) or _GENERAL_ADVICE)  # fmt: skip
    if rules.first_year is None and any(map(lacks_century, shapes)):
        return ValueProblem(f"{quote(text)} has no year of four digits: its century cannot be told", _EXPECTED,
                            "declare the hundred years that two digits mean, or write the year in full")  # fmt: skip
    return ValueProblem(f"{quote(text)} cannot be read as a date{_in(rules)}", _EXPECTED,
                        advice_on_date(text) or _GENERAL_ADVICE)  # fmt: skip


def _unsound(text: str, rules: Rules, edtf: str) -> ValueProblem:
    try:
        parse_date(edtf)
    except ValueProblem as problem:
        todo = "correct the date, or declare the order that the source uses" if rules.order else "correct the date"
        return ValueProblem(f"{quote(text)}, read{_in(rules) or ' as a date'}: {problem.what}", problem.expected, todo)
    raise AssertionError(edtf)  # pragma: no cover - only what parse_date refuses comes here


def _in(rules: Rules) -> str:
    return f" in the order {rules.order}" if rules.order else ""


def _what_would_decide(rules: Rules, shapes: Sequence[Shape]) -> str:
    if rules.order is None and any(map(lacks_order, shapes)):
        return "declare the order of day, month and year, or write it as EDTF"
    return "write the one that is meant as EDTF"


@functools.lru_cache(256)
def _language_of(word: str) -> str:
    """Say which languages would know a word."""
    knowing = [tag for tag in sorted(languages_of_dates()) if not tokens_of(word, words_of((tag,)))[0].unknown]
    return f"declare the language ({' or '.join(knowing)})" if knowing else ""
