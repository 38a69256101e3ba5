"""Search: any script, any spelling, hostile words, and where each thing was found."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memorial_kg.catalogue import Catalogue, open_catalogue
from memorial_kg.catalogue.excerpts import excerpt
from memorial_kg.catalogue.folding import folded, folding_table, forms, words
from memorial_kg.catalogue.searchbox import read_query
from memorial_kg.values import fold

FOLDING_JS = Path(__file__).parents[2] / "src" / "web" / "js" / "finding" / "folding.js"


@pytest.fixture(scope="module")
def catalogue(built: Path) -> Iterator[Catalogue]:
    with open_catalogue(built) as opened:
        yield opened


def found(catalogue: Catalogue, query: str, kind: str = "") -> list[str]:
    return [hit.name for hit in catalogue.words.search(query, kind=kind).hits]


# ── folding ──


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Uşak", "usak"),
        ("İzmit", "IZMIT"),
        ("Хожалы", "khozhaly"),
        ("Heydər Əliyev", "heyder eliyev"),
        ("Heydər Əliyev", "Heydar Aliyev"),
        ("Straße", "strasse"),
        ("Für Köln", "fuer koeln"),
        ("Für Köln", "fur koln"),
        ("Xocalı", "Khojaly"),
        ("Lamia'nın", "lamianin"),
    ],
)
def test_a_word_is_found_however_it_is_typed(text: str, typed: str) -> None:
    assert {*words(typed)} <= {*forms(text).split()}


@given(st.text(max_size=40))
def test_words_are_those_of_the_house_s_folding(text: str) -> None:
    text = " ".join(text.split())
    assert all(word.isascii() and word.isalnum() for word in words(text))
    if any(character.isalnum() for character in fold(text)) and fold(text).isascii():
        assert words(text) == fold(text).split()


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node on this machine: the pages' folding was not compared")
def test_a_page_folds_as_the_catalogue_does() -> None:
    texts = ["Uşak, İZMİT (ıI)", "L'Aquila’s Straße ½", "Xocalı Хожалы Խոջալու خوجالی ხოჯალი כיכר", "e\u0301\u0307 İ",
             "“Əliyev”—Ǆ ŒUVRE ﬁ", "東京 Tlakskoake–Xocalı", "", "!?", "a\u00a0b\u2009c\u200bd", "ΆΣ Ёлка ЇЖАК"]  # fmt: skip
    texts += [chr(code) + "x" for code in range(0xA0, 0x530)]
    table = folding_table(texts)
    script = (
        f"const {{fold, forms}} = await import({json.dumps(FOLDING_JS.as_uri())});"
        "let given = ''; for await (const piece of process.stdin) given += piece;"
        "const {table, others, texts} = JSON.parse(given);"
        "console.log(JSON.stringify(texts.map((text) => [fold(text, table), forms(text, table, others)])));"
    )
    from memorial_kg.catalogue.folding import OTHER_SPELLINGS

    given_ = json.dumps({"table": table, "others": OTHER_SPELLINGS, "texts": texts})
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=given_,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout) == [[folded(text), forms(text)] for text in texts]


# ── finding ──


def test_a_memorial_is_found_by_the_place_that_nobody_can_type(catalogue: Catalogue) -> None:
    assert "memorial/tr-usak" in found(catalogue, "usak")
    assert found(catalogue, "usak", "memorial") == ["memorial/tr-usak"]


@pytest.mark.parametrize(
    ("query", "kind", "name"),
    [
        ("toleranz", "memorial", "memorial/de-berlin"),  # an inscription
        ("Aliyev Mexico", "memorial", "memorial/mx-mexico-city"),  # a person and a place
        ("turkey kecioren", "memorial", "memorial/tr-ankara-kecioren"),  # a country all the way up
        ("Ali İbadullayev", "person", "person/ali-ibadullayev"),  # as one source spells it
        ("eliyev", "person", "person/ilham-aliyev"),
        ("sarajewo", "memorial", "memorial/ba-sarajevo"),  # misspelt
        ("rajev", "place", "place/ba-sarajevo"),  # a part of a word
        ('"friendship park"', "memorial", "memorial/ba-sarajevo"),
        ("Xocalı", "place", "place/az-khojaly"),
    ],
)
def test_things_are_found_in_every_field(catalogue: Catalogue, query: str, kind: str, name: str) -> None:
    assert name in found(catalogue, query, kind)


def test_words_in_quotation_marks_stand_together(catalogue: Catalogue) -> None:
    assert catalogue.words.search("park friendship").total > 0
    assert catalogue.words.search('"park friendship"').total == 0


def test_names_come_before_texts(catalogue: Catalogue) -> None:
    first = catalogue.words.search("sarajevo").hits
    named = [hit.matches[0].field == "name" for hit in first]
    assert named == sorted(named, reverse=True)
    assert True in named
    assert False in named


def test_a_hit_says_where_and_marks_the_words_as_they_are_written(catalogue: Catalogue) -> None:
    (hit,) = catalogue.words.search("USAK", kind="memorial").hits
    assert [(match.field, match.language) for match in hit.matches] == [("name", "en"), ("place", "en")]
    assert [part.text for part in hit.matches[0].parts if part.marked] == ["Uşak"]


def test_something_like_the_words_is_said_to_be_no_more(catalogue: Catalogue) -> None:
    assert [hit.alike for hit in catalogue.words.search("sarajewo").hits] == [True] * 3
    assert not any(hit.alike for hit in catalogue.words.search("sarajevo", kind="memorial").hits)


def test_hits_are_counted_by_kind_and_come_in_pages(catalogue: Catalogue) -> None:
    every = catalogue.words.search("khojaly", limit=100)
    assert sum(every.kinds.values()) == every.total == len(every.hits)
    some = [
        hit
        for offset in range(0, every.total, 5)
        for hit in catalogue.words.search("khojaly", limit=5, offset=offset).hits
    ]
    assert some == every.hits
    assert catalogue.words.search("khojaly", kind="person").total == every.kinds["person"]


def test_names_are_suggested_by_their_beginning(catalogue: Catalogue) -> None:
    assert ("person/natiq-aliyev", "Natiq Aliyev") in catalogue.words.suggest("nati")
    assert catalogue.words.suggest("toleranz") == []


@pytest.mark.parametrize(
    "query",
    ['"', "''", '" OR 1=1 --', "NEAR(a b)", "name:x", "a AND", "NOT", "*", "^x", "-x", "(((", "\0", "\ud800", "a\0b",
     "{name} : x", "x" * 10_000, "ü " * 5_000, "%", "\u202eabc", "'; DROP TABLE found; --", "", "   ", "“unbalanced"],
)  # fmt: skip
def test_no_query_is_an_error(catalogue: Catalogue, query: str) -> None:
    result = catalogue.words.search(query)
    assert result.total >= len(result.hits) >= 0
    assert catalogue.words.suggest(query) is not None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_whatever_is_typed_is_words(catalogue: Catalogue, query: str) -> None:
    assert catalogue.words.search(query).total >= 0


# ── excerpts ──


@given(st.text(max_size=600), st.lists(st.text("abcş ", min_size=1, max_size=4)))
def test_an_excerpt_is_a_piece_of_the_text(text: str, wanted: list[str]) -> None:
    parts, _ = excerpt(text, [word for each in wanted for word in words(each)])
    shown = "".join(part.text for part in parts if part.text not in ("… ", " …"))
    assert shown in text or "…" in text


def test_a_long_text_is_shown_around_the_match() -> None:
    parts, met = excerpt("before " * 100 + "Uşak " + "after " * 100, ["usak"])
    assert met == 1
    assert [part.text for part in parts if part.marked] == ["Uşak"]
    assert sum(len(part.text) for part in parts) < 240
    assert (parts[0].text, parts[-1].text) == ("… ", " …")


def test_the_beginning_of_a_word_marks_the_whole_of_it() -> None:
    parts, _ = excerpt("Memorial in Sarajevo", words("saraj"))
    assert [part.text for part in parts if part.marked] == ["Sarajevo"]


def test_only_so_many_words_of_a_query_are_read() -> None:
    assert len(read_query(" ".join(f"w{number}" for number in range(60))).every) == 12
    assert len(read_query("x" * 10_000).every[0]) <= 300
