from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from memorial_kg.sources.harvest import harvest
from memorial_kg.sources.labelled import Reading, read_labelled
from memorial_kg.sources.rules import read_rules
from memorial_kg.values import nfc

CASE = Path(__file__).parents[1] / "cases" / "labelled" / "noise"
RULES = read_rules(CASE / "source.toml")

# Lines that mean something to the reader, in any order, beside lines that mean nothing.
LINES = st.sampled_from(
    [
        "",
        "",
        "   ",
        "Republic of Examples, Sampletown",
        "Republic of Exemples, Sampletown",
        "Peace, love",
        "Monument to the Bridge",
        "İnagurated: 2011",
        "inaugurated :",
        "Inscription: “Here stood a bridge",
        "Sculpter: Ada Specimen",
        "See also the links below.",
        "https://example.org/",
        "10:30",
        ":",
        ",",
    ]
) | st.text(max_size=20)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
TEXTS = st.builds(lambda lines, end: end.join(lines), st.lists(LINES, max_size=12), ENDS)


def accounted(reading: Reading) -> set[int]:
    """Every line that is in an entry, in a problem, or noise."""
    lines = {*reading.noise, *(problem.line for problem in reading.problems)}
    for entry in reading.entries:
        lines |= {entry.first, entry.name_line}
        lines.update(*(range(field.first, field.last + 1) for field in entry.fields))
    return lines


def blank_free(text: str) -> set[int]:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return {number for number, line in enumerate(lines, start=1) if line.strip()}


@given(TEXTS)
@settings(deadline=None)
def test_no_line_is_lost(text: str) -> None:
    reading = read_labelled(text, "document.txt", RULES)
    assert blank_free(text) <= accounted(reading)


@given(TEXTS)
@settings(deadline=None)
def test_every_word_of_a_value_is_kept(text: str) -> None:
    reading = read_labelled(text, "document.txt", RULES)
    lines = [
        line.strip() for line in nfc(text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    for entry in reading.entries:
        assert lines[entry.first - 1] == entry.header
        assert not entry.name or lines[entry.name_line - 1] == entry.name
        for field in entry.fields:
            assert lines[field.first - 1] == field.verbatim
            own = [lines[at - 1] for at in range(field.first + 1, field.last + 1) if at not in reading.noise]
            assert "\n".join(filter(None, own)) in field.text


@given(st.text() | TEXTS)
@settings(deadline=None)
def test_any_text_is_harvested_without_an_exception(text: str) -> None:
    result = harvest(CASE, text, "document.txt")
    assert result.records or result.problems


@given(TEXTS)
@settings(deadline=None)
def test_blank_lines_and_line_ends_change_nothing_but_the_numbers(text: str) -> None:
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    one, other = (read_labelled(each, "d", RULES) for each in (unix, unix.replace("\n", "\r\n")))
    assert one == other


def test_a_name_may_look_like_a_header() -> None:
    text = "Republic of Examples, Sampletown\n\nThe Bridge, the Mill\n\nInaugurated: 2011\n"
    [entry] = read_labelled(text, "d", RULES).entries
    assert (entry.country, entry.city, entry.name) == ("Republic of Examples", "Sampletown", "The Bridge, the Mill")


def test_a_paragraph_before_a_header_is_no_header_itself() -> None:
    text = (
        "Republic of Examples, Sampletown\n\nInscription: Here\n\nPeace, love\n\n"
        "Republic of Examples, Sampletown\n\nInaugurated: 2011\n"
    )
    reading = read_labelled(text, "d", RULES)
    assert reading.problems == []
    assert [field.text for entry in reading.entries for field in entry.fields] == ["Here\nPeace, love", "2011"]


def test_a_wrapped_value_goes_on_without_a_blank_line() -> None:
    text = "Republic of Examples, Sampletown\nAddress: Mill Lane 3,\nUpper Sampletown\n\nInaugurated: 2011\n"
    reading = read_labelled(text, "d", RULES)
    assert reading.problems == []
    assert reading.entries[0].fields[0].text == "Mill Lane 3,\nUpper Sampletown"
