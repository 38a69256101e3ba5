"""Finding things on the site: facets, ready-made lists, the data of browsing, and the search index."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.site.html_tree import Element, read

from memorial_kg.catalogue.facets import FACETS
from memorial_kg.site.finding.choices import Choice, chosen_in
from memorial_kg.site.finding.data import write_browse_data
from memorial_kg.site.finding.exporting import EXPORTS, export_of
from memorial_kg.site.finding.index import FOLDER, write_search_index
from memorial_kg.site.finding.naming import edtf_of, line_of, list_path
from memorial_kg.site.page import Page
from memorial_kg.site.pages.browse import browse_page, pages
from memorial_kg.site.pages.search import search_page
from memorial_kg.site.rendering import render
from memorial_kg.site.site import Site
from memorial_kg.site.words import load_words

Pages = dict[str, tuple[Page, Element]]


@pytest.fixture(scope="module")
def browsing(site: Site, pages_of: Callable[..., Pages]) -> Pages:
    return pages_of(pages, site)


def shown(site: Site, **facets: str) -> Element:
    choice = Choice({facet: tuple(values.split()) for facet, values in facets.items()})
    return read(render(browse_page(site, choice), site))


def links(element: Element) -> Iterator[str]:
    return (link["href"] for link in element.all("a"))


def bytes_below(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# ── choices in addresses ──


def test_a_choice_is_what_its_address_says() -> None:
    choice = chosen_in([("country", "turkey"), ("creator", "person/x"), ("country", "germany"), ("page", "3")])
    assert choice.query == "?country=turkey&country=germany&creator=person/x&page=3"
    assert chosen_in([("country", "turkey"), ("country", "turkey"), ("page", "-1"), ("order", "'")]) == Choice(
        {"country": ("turkey",)}
    )


def test_an_address_cannot_ask_for_too_much() -> None:
    choice = chosen_in([("country", f"c{number}") for number in range(1_000)] + [("place", "x" * 10_000)])
    assert len(choice.facets["country"]) < 50
    assert "place" not in choice.facets


def test_a_value_is_chosen_and_let_go() -> None:
    once = Choice().toggled("place", "a").toggled("place", "b", instead_of=["a"])
    assert once.facets == {"place": ("b",)}
    assert once.toggled("place", "b") == Choice()


@pytest.mark.parametrize(
    ("first", "last", "edtf"),
    [
        ("2014-02-26", "2014-02-26", "2014-02-26"),
        ("2012-02-01", "2012-02-29", "2012-02"),
        ("2013-02-01", "2013-02-27", "2013-02-01/2013-02-27"),
        ("2016-01-01", "2016-12-31", "2016"),
        ("2008-01-01", "2011-12-31", "2008/2011"),
        ("2010-01-01", "2019-12-31", "201X"),
    ],
)
def test_two_days_are_said_as_the_date_that_they_were(first: str, last: str, edtf: str) -> None:
    assert edtf_of(first, last) == edtf


# ── the page with facets ──


def test_without_scripts_each_value_leads_to_a_list_that_is_there(browsing: Pages) -> None:
    facets = browsing["browse.html"][1].one("nav", "browse-facets")
    found = [*links(facets)]
    assert len(found) > 30
    assert {*found} <= browsing.keys()
    assert list_path("country", "turkey") in found


def test_every_memorial_is_in_a_list_of_every_facet(site: Site, browsing: Pages) -> None:
    names = {f"{name}.html" for kind in ("memorial", "proposal") for name in site.catalogue.things(kind)}
    for facet in FACETS.keys() - {"place"}:
        listed = {
            link.rpartition("../")[2] for path, (_, tree) in browsing.items() if path.startswith(f"browse/{facet}/")
            for link in links(tree)
        }  # fmt: skip
        assert names <= listed, facet


def test_the_list_of_a_country_leads_on_to_the_places_inside_it(browsing: Pages) -> None:
    tree = browsing[list_path("country", "turkey")][1]
    assert "../../place/tr-ankara-province/index.html" in links(tree)
    assert tree.one("h1").text() == "Where: Turkey"


def test_no_value_can_leave_its_folder() -> None:
    assert list_path("creator", "../../etc/passwd").startswith("browse/creator/x-")
    assert list_path("creator", "person/x") == "browse/creator/person/x/index.html"


def test_a_server_shows_what_fits_with_counts_chips_and_the_way_back(site: Site) -> None:
    tree = shown(site, country="germany mexico", language="de")
    assert [each.text() for each in tree.one("ul", "cards").all("span", "name")] == ["Khojaly Massacre Memorial"]
    assert [link["href"] for link in tree.one("ul", "chips").all("a")] == [
        "?country=mexico&language=de",
        "?country=germany&language=de",
        "?country=germany&country=mexico",
    ]
    assert tree.one("p", "browse-status").text().startswith("1 of 18")


def test_places_unfold_inside_what_is_chosen_and_stand_instead_of_it(site: Site) -> None:
    facets = shown(site, country="turkey", place="tr-ankara-province").one("nav", "browse-facets")
    by_text = {link.text(): link["href"] for link in facets.all("a")}
    assert by_text["Ankara"] == "?country=turkey&place=tr-ankara"
    assert by_text["Ankara Province"] == "?country=turkey"


def test_sources_that_contradict_each_other_are_told_with_both_dates(site: Site) -> None:
    browser = site.catalogue.browse
    (entry,) = browser.entries(browser.select({"agreement": ["disjoint"]}))
    assert line_of(site, entry) == "Karaağaç, Turkey · February 2014 or 2016"


def test_words_of_enumerations_are_not_taken_for_things(browsing: Pages) -> None:
    said = browsing["browse.html"][1].one("nav", "browse-facets").text()
    assert "built" in said
    assert "memorial complex" in said
    assert "ontology" not in said


# ── data for scripts ──


def test_the_data_of_browsing_say_what_the_catalogue_says(site: Site, tmp_path: Path) -> None:
    write_browse_data(site, tmp_path)
    folder = tmp_path / "data" / "browse"
    known = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    shard = json.loads((folder / "shard-0.json").read_text(encoding="utf-8"))
    assert known["total"] == len(shard["names"]) == site.catalogue.browse.count({})
    for facet in FACETS:
        values = json.loads((folder / f"facet-{facet}.json").read_text(encoding="utf-8"))["values"]
        for number, places in enumerate(shard["facets"][facet]):
            assert [values[place] for place in places] == site.catalogue.browse.values(number)[facet]
    for order, ranks in shard["ranks"].items():
        assert sorted(range(len(ranks)), key=ranks.__getitem__) == site.catalogue.browse.select({}, order)


def test_many_entries_are_cut_into_shards(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memorial_kg.site.finding.data.SHARD", 5)
    write_browse_data(site, tmp_path)
    shards = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "data" / "browse").glob("shard-*")]
    names = [name for shard in shards for name in shard["names"]]
    assert len(shards) == 4
    assert len({*names}) == len(names) == 18
    assert all(len({len(column) for column in shard.values() if isinstance(column, list)}) == 1 for shard in shards)


# ── files of what fits ──


def exported(site: Site, wanted: str, **facets: str) -> str:
    made = export_of(site, Choice({facet: (value,) for facet, value in facets.items()}), wanted)
    assert isinstance(made, bytes)
    return made.decode()


def test_what_fits_is_a_table_a_map_or_the_data_themselves(site: Site) -> None:
    rows = [*csv.DictReader(io.StringIO(exported(site, "csv", country="mexico")))]
    assert [(row["id"], row["kinds"], row["opened"]) for row in rows] == [
        ("memorial/mx-mexico-city", "memorial | monument", "22 August 2012")
    ]
    (feature,) = json.loads(exported(site, "geojson", country="israel"))["features"]
    assert feature["geometry"] is None
    assert "<memorial/tr-usak> a mkg:Memorial" in exported(site, "turtle", place="tr-usak")


def test_no_cell_runs_in_a_spreadsheet(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memorial_kg.site.finding.exporting.dates_of", lambda *_: "=HYPERLINK(1)")
    assert ",'=HYPERLINK(1)," in exported(site, "csv", country="mexico")


def test_what_is_too_much_for_a_file_is_said_and_not_cut_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    write, kind, _ = EXPORTS["turtle"]
    monkeypatch.setattr("memorial_kg.site.finding.exporting.EXPORTS", {"turtle": (write, kind, 2)})
    assert export_of(site, Choice(), "turtle") == 2


# ── search ──


def test_a_server_shows_hits_by_kind_and_marks_what_was_matched(site: Site) -> None:
    tree = read(render(search_page(site, "usak"), site))
    assert next(tree.one(data_search="results").all("h2")).text() == "Memorials 1"
    (first, *_) = tree.all("ol", "hits")
    assert [mark.text() for mark in first.all("mark")] == ["Uşak", "Uşak"]
    assert [*links(first)] == ["memorial/tr-usak.html"]


def test_all_hits_of_a_kind_come_in_pages(site: Site) -> None:
    tree = read(render(search_page(site, "turkey", "place", 2), site))
    assert len([*tree.one("ol", "hits").all("li")]) <= 20
    assert "?q=turkey&kind=place" in links(tree)


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7 * 7 }}", "\u202ex", "'"])
def test_what_was_searched_for_is_text(site: Site, query: str) -> None:
    html = render(search_page(site, query), site)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert read(html).one("input", id="search-words")["value"] == query.strip()


def test_the_search_index_has_the_same_bytes_wherever_it_is_written(site: Site, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "a" / "longer" / "path"]
    for folder in folders:
        folder.mkdir(parents=True)
        assert not write_search_index(site, folder)
    first, second = map(bytes_below, folders)
    assert first == second
    assert f"{FOLDER}/pagefind.js" in first
    assert not [name for name in first if "ui" in name]


def test_an_index_that_could_not_be_written_is_told(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pagefind.service.get_executable", lambda: "/bin/false")
    (said,) = write_search_index(site, tmp_path)
    assert said.startswith("pagefind/: the search index was not written, for pagefind failed: it did not answer")


def test_of_very_many_things_names_and_places_are_indexed_and_that_is_told(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memorial_kg.site.finding.index._MANY", 10)
    (said,) = write_search_index(site, tmp_path)
    assert "only names and places are indexed" in said
    assert (tmp_path / FOLDER / "pagefind.js").is_file()


@pytest.mark.parametrize("language", ["az", "tr", "de"])
def test_the_pages_are_there_in_every_language(site: Site, language: str) -> None:
    mine = replace(site, words=load_words(language))
    tree = read(render(browse_page(mine, Choice({"country": ("turkey",)})), mine))
    assert tree.one("html")["lang"] == language
    assert "../data/browse/index.json" in [each["data-data"] for each in tree.all("div", "browse")]
