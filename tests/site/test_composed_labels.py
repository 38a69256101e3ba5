"""What is called by its kind and place, for want of an agreed name, is called so in the language of the reader."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.site.conftest import site_of
from tests.site.html_tree import Element, squeezed

from memorial_kg.built import CATALOGUE
from memorial_kg.catalogue import open_catalogue
from memorial_kg.pipeline import build
from memorial_kg.site.finding.data import write_browse_data
from memorial_kg.site.page import Page
from memorial_kg.site.pages import memorials
from memorial_kg.site.site import Label, Site
from memorial_kg.site.words import load_words

Pages = dict[str, tuple[Page, Element]]
IN_PLACE = [
    ("en", "memorial/tr-usak", "Memorial in Uşak"),
    ("de", "memorial/tr-usak", "Denkmal (Uşak)"),
    ("tr", "memorial/tr-usak", "Anıt (Uşak)"),
    ("az", "memorial/tr-usak", "Abidə (Uşak)"),
    ("tr", "memorial/il-weizmann-forest", "Anıt (Chaim Weizmann forest)"),
    ("de", "proposal/tr-adana", "Vorschlag (Adana)"),
]


def seen(site: Site, language: str) -> Site:
    return replace(site, words=load_words(language))


@pytest.mark.parametrize(("language", "name", "expected"), IN_PLACE)
def test_a_thing_without_an_agreed_name_is_called_by_its_kind_and_place(
    site: Site, language: str, name: str, expected: str
) -> None:
    assert seen(site, language).label(name) == Label(expected, language)
    assert site.labels(name)[language] == expected


@pytest.mark.parametrize("language", ["az", "de", "tr"])
def test_a_name_that_a_source_gives_is_left_in_its_language(site: Site, language: str) -> None:
    name = "memorial/tr-ankara-kizilcahamam"
    assert seen(site, language).label(name) == Label("Khojaly Museum Complex", "en")
    assert site.labels(name) == {"en": "Khojaly Museum Complex"}


def test_a_name_that_only_looks_composed_is_a_name(site: Site, built: Path, tmp_path: Path) -> None:
    """A source may itself call a memorial what the graph would call it."""
    shutil.copy(built / CATALOGUE, tmp_path / CATALOGUE)
    name = "memorial/tr-usak"
    said = f'<{site.catalogue.iri(name)}> <{site.path("schema:name")}> "Memorial in Uşak"@en .'
    with closing(sqlite3.connect(tmp_path / CATALOGUE)) as made:
        made.execute("INSERT INTO line SELECT max(number) + 1, ?, ? FROM line", [name, said])
        made.commit()
    with open_catalogue(tmp_path) as named:
        assert replace(seen(site, "de"), catalogue=named).label(name) == Label("Memorial in Uşak", "en")


def test_a_page_has_the_composed_label_as_its_heading(site: Site, pages_of: Callable[..., Pages]) -> None:
    heading = pages_of(memorials.pages, site, "de")["memorial/tr-usak.html"][1].one("h1")
    assert squeezed(heading.text()) == "Denkmal (Uşak)"
    assert not list(heading.all(lang="en"))


def test_scripts_find_the_composed_labels_in_the_data(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("data")
    write_browse_data(site, folder)
    assert '"de":"Vorschlag (Adana)"' in (folder / "data" / "browse" / "shard-0.json").read_text("utf-8")


def test_people_whom_no_editor_names_are_called_as_the_sources_spell_them(tmp_path: Path) -> None:
    """An event is not: what it is called belongs to the source that calls it so."""
    workspace, graph = tmp_path / "workspace", tmp_path / "graph"
    for source, spelling in (("list", "Ann Invented"), ("article", "Anne Invented")):
        folder = workspace / "sources" / source
        folder.mkdir(parents=True)
        (folder / "source.toml").write_text('title = "An invented source"\n', encoding="utf-8")
        made = {
            "record": "one",
            "about": "memorial/one",
            "locator": "row 1",
            "creators": {"id": "person/ann", "name": {"en": spelling}},
            "sponsors": {"id": "organization/company", "name": {"en": "Invented Company"}},
            "commemorates": {"id": "event/flood", "name": {"en": "The great flood"}},
        }
        (folder / "records.jsonl").write_text(json.dumps(made), encoding="utf-8")
    (workspace / "dataset.toml").write_text('title = "An invented list"\n', encoding="utf-8")
    build(workspace, graph, jobs=1)
    site = site_of(graph)
    try:
        assert site.label("person/ann") == Label("Ann Invented / Anne Invented", "en")
        assert site.label("organization/company") == Label("Invented Company", "en")
        assert "great flood" not in site.label("event/flood").text
    finally:
        site.catalogue.close()
