from __future__ import annotations

import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memorial_kg.values import ValueProblem, check_language, check_text, fold, nfc, visible


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Uşak", "usak"),
        ("İzmit", "izmit"),
        ("IZMIT", "ızmıt"),
        ("ISPARTA", "ısparta"),
        ("i\u0307zmir", "Izmir"),
        ("Ali İbadullayev", "Ali Ibadullayev"),
        ("“x”", "x"),
        ("«x»", '"x"'),
        ("Straße", "STRASSE"),
        ("Qur'an", "Qur’an"),
        ("Nentershäuser  Platz\n1", "nentershauser platz, 1"),
        ("s\u0327", "ş"),
        ("Москва", "moskva"),
        ("25–26", "25-26"),
    ],
)
def test_spellings_of_one_name_fold_alike(a: str, b: str) -> None:
    assert fold(a) == fold(b)


@pytest.mark.parametrize(("a", "b"), [("Uşak", "Uşaq"), ("!!", "??"), ("1.5", "15"), ("x", ""), ("Əliyev", "Aliyev")])
def test_other_names_stay_apart(a: str, b: str) -> None:
    assert fold(a) != fold(b)


@given(st.text())
@settings(deadline=None)  # the first example loads the tables
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
@settings(deadline=None)  # the first example loads the tables
def test_folding_does_not_see_case_or_composition(text: str) -> None:
    assert fold(nfc(text)) == fold(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Unutmadıq, unutdurmayacağız...\n", "Unutmadıq, unutdurmayacağız..."),
        ("s\u0327", "ş"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("\ufeff x", "x"),
        ("\u200fשלום\u200f", "\u200fשלום\u200f"),
        ("ﬁ ² №", "ﬁ ² №"),  # NFC, never NFKC
        ("lost: \ufffd", "lost: \ufffd"),
    ],
)
def test_a_text_is_kept_in_its_own_script(text: str, kept: str) -> None:
    assert check_text(text) == kept


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("\u200b\ufeff", "empty"),
        ("a\x00", "control character U+0000 at character 2"),
        ("a\rb", "control character U+000D"),
        ("\x85", "control character U+0085"),
        ("\ud83d", "lone surrogate) U+D83D"),
        ("\ufdd0", "noncharacter U+FDD0"),
        ("\U0001ffff", "noncharacter U+1FFFF"),
    ],
)
def test_what_no_file_can_carry_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        check_text(text)
    assert complaint in caught.value.what
    assert caught.value.todo


@given(st.text())
def test_checking_a_text_twice_is_checking_it_once(text: str) -> None:
    try:
        kept = check_text(text)
    except ValueProblem:
        return
    assert check_text(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)


@pytest.mark.parametrize(
    ("tag", "canonical"),
    [
        ("en", "en"),
        ("en-gb", "en-GB"),
        ("EN-gb", "en-GB"),
        ("az-latn", "az-Latn"),
        ("AZ-latn-az", "az-Latn-AZ"),
        ("ota", "ota"),
        ("iw", "iw"),
        ("de-1996", "de-1996"),
        ("und", "und"),
        ("UND-latn", "und-Latn"),
        ("zxx", "zxx"),
        ("mul", "mul"),
        ("en-x-custom", "en-x-custom"),
    ],
)
def test_a_language_tag_takes_its_canonical_case(tag: str, canonical: str) -> None:
    assert check_language(tag) == canonical


@pytest.mark.parametrize(
    ("tag", "advice"),
    [
        ("english", "did you mean 'en'?"),
        ("German", "did you mean 'de'?"),
        ("Türkçe", "did you mean 'tr'?"),
        ("Русский", "did you mean 'ru'?"),
        ("en_GB", "write en-GB"),
        ("deu", "write de"),
        ("i-klingon", "write tlh"),
        (" en", "write en"),
        ("en\n", "write en"),
        ("xx", "look the language up"),
        ("Latn", "look the language up"),
        ("x-foo", "look the language up"),
        ("en-ABCD", "look the language up"),
        ("en-", "look the language up"),
        ("", "look the language up"),
    ],
)
def test_a_refused_language_tag_says_which_was_meant(tag: str, advice: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        check_language(tag)
    assert repr(tag) in caught.value.what
    assert advice in caught.value.todo


def test_a_text_is_visible_and_its_characters_stay_text() -> None:
    assert visible("\x1b]0;x\x07\u202e\u2028\x9b") == r"\x1b]0;x\x07\u202e\u2028\x9b"
    assert visible("a\nb\t", keep="\n") == "a\nb\\t"
    for text in ("می\u200cخواهم", "10\u00a0m", "\u200fשלום", "日本\u3000語", "👩\u200d🚀"):
        assert visible(text) == text


def test_a_long_text_of_spaces_is_cleaned_at_once() -> None:
    started = time.monotonic()
    spaces = "5" + " " * 200_000
    assert check_text(f"\ufeff\u3000{spaces}x \u00a0\ufeff") == f"{spaces}x"
    assert time.monotonic() - started < 5


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=20) | st.text(max_size=12))
@settings(deadline=None)  # the first example loads the tables
def test_any_tag_is_canonical_or_a_problem(tag: str) -> None:
    try:
        canonical = check_language(tag)
    except ValueProblem as problem:
        assert problem.todo  # noqa: PT017 - either outcome is right
    else:
        assert check_language(canonical) == canonical
        assert canonical.lower() == tag.lower()


def test_importing_values_loads_no_language_or_script_tables() -> None:
    code = "import sys, memorial_kg.values; sys.exit(bool({'langcodes', 'anyascii', 'edtf'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
