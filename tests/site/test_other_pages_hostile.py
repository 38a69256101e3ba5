"""Whatever the labels, reasons, claims and addresses of the data say, the pages about them stay what they are."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.site.conftest import site_of
from tests.site.following import PagesOf
from tests.site.html_tree import Element

from memorial_kg.built import CATALOGUE, DATASET, STORE, SUMMARY
from memorial_kg.catalogue import build_catalogue
from memorial_kg.ontology import load_ontology
from memorial_kg.site.answering import write_answers
from memorial_kg.site.ordering import by_label
from memorial_kg.site.page import Page
from memorial_kg.site.pages import (
    dataset,
    decisions,
    differences,
    events,
    lists,
    missing,
    people,
    places,
    queries,
    sources,
    timeline,
)
from memorial_kg.site.site import Site
from memorial_kg.store import build_store
from memorial_kg.terms import literal

EVIL = """=1+1"><script>alert(1)</script><img src=x onerror=alert(2)>' onmouseover='alert(3) </pre> {{ 7 * 7 }}"""
SECTIONS = (lists, differences, timeline, missing, queries, dataset, people, places, events, sources, decisions)
_TEXT = re.compile(r'^(<[^>]*> <[^>]*> )"(?:[^"\\]|\\.)*"(@[A-Za-z-]+)?( (?:<[^>]*> )?\.)$')


def spoilt(line: str) -> str:
    """A line of the dataset whose text, if its object is one, is hostile; keys stay, since the program wrote them."""
    found = _TEXT.match(line)
    if found is None or "ontology#key>" in line:
        return line
    return f"{found[1]}{literal(EVIL)}{found[2] or ''}{found[3]}"


@pytest.fixture(scope="module")
def hostile(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The bundled graph, in which every text is hostile, and people and places are `the same as` a script."""
    graph = tmp_path_factory.mktemp("hostile") / "graph"
    graph.mkdir()
    base, same = "https://w3id.org/memorial-kg/", "<http://schema.org/sameAs> <javascript:alert(4)> ."
    whole = (built / f"{DATASET}.nq").read_text(encoding="utf-8").splitlines()
    lines = sorted({*map(spoilt, whole), f"<{base}person/leyla-aliyeva> {same}", f"<{base}place/turkey> {same}"})
    (graph / f"{DATASET}.nq").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    build_catalogue(lines, graph / CATALOGUE, base=base, ontology=load_ontology())
    build_store(graph / f"{DATASET}.nq", graph / STORE)
    shutil.copyfile(built / SUMMARY, graph / SUMMARY)
    made = site_of(graph)
    yield made
    made.catalogue.close()


@pytest.fixture(scope="module")
def pages(hostile: Site, pages_of: PagesOf) -> list[tuple[str, Page, Element]]:
    return [(path, *page) for module in SECTIONS for path, page in pages_of(module.pages, hostile).items()]


def test_no_text_becomes_an_element_or_an_attribute(pages: list[tuple[str, Page, Element]]) -> None:
    assert len(pages) > 150
    for path, _, tree in pages:
        for each in tree.all():
            assert not [name for name in each.attributes if name.startswith("on") or name == "style"], (path, each)
            assert each["src"] != "x", path
            if each.tag == "script":
                assert each["type"].endswith("json") or each["src"].lstrip("./").startswith("assets/"), (path, each)


def test_no_link_runs_a_script(pages: list[tuple[str, Page, Element]]) -> None:
    said = False
    for path, _, tree in pages:
        assert not [each["href"] for each in tree.all() if "javascript:" in each["href"]], path
        said = said or "javascript:alert(4)" in tree.text()
    assert said  # it is shown as what it is


def test_what_the_texts_say_can_still_be_read(pages: list[tuple[str, Page, Element]]) -> None:
    at = {path: tree for path, _, tree in pages}
    for path in ("person/leyla-aliyeva.html", "source/list.html", "decision/tr-ankara.html", "differences.html"):
        assert EVIL in at[path].text(), path
    assert EVIL in at["queries/undecided-identities.html"].text()


def test_an_answer_can_be_opened_in_a_spreadsheet(hostile: Site, tmp_path: Path) -> None:
    assert [*write_answers(hostile, tmp_path)] == []
    texts = [path.read_text(encoding="utf-8-sig") for path in sorted(tmp_path.glob("queries/*.csv"))]
    assert len(texts) > 25
    assert any("'=1+1" in text for text in texts)
    assert not [text for text in texts if re.search(r'(?:^|,)"?=1', text, re.MULTILINE)]


# ── many ──


def test_many_names_are_sorted_as_few_are(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [*site.catalogue.things("place")]
    in_memory = [*by_label(site, reversed(names))]
    monkeypatch.setattr("memorial_kg.site.ordering._IN_MEMORY", 5)
    assert [*by_label(site, names)] == in_memory
    assert sorted(in_memory) == names


def test_a_graph_without_a_store_has_pages_of_queries_that_say_so(
    built: Path, tmp_path: Path, pages_of: Callable[..., dict[str, tuple[Page, Element]]]
) -> None:
    for name in (CATALOGUE, SUMMARY):
        shutil.copyfile(built / name, tmp_path / name)
    site = site_of(tmp_path)
    with site.catalogue:
        tree = pages_of(queries.pages, site)["queries/memorials.html"][1]
        assert site.words("queries.no-store") in tree.text()
        (sentence,) = write_answers(site, tmp_path)
        assert "no store" in sentence
