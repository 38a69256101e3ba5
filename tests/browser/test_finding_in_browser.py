"""Finding things in a real browser: facets, chips, addresses, files of what fits, and the search."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.host import Serve
from tests.browser.watch import Axe, OpenPage, Watch

STATUS = "[data-browse=status]"


def names(page: Page) -> list[str]:
    return page.locator("[data-browse=list] .name").all_inner_texts()


def browse(open_page: OpenPage, site: str, query: str = "", **given: object) -> Page:
    page = open_page(f"{site}browse.html{query}", **given)
    expect(page.locator("[data-browse=tools]")).to_be_visible()
    return page


# ── browsing ──


def test_a_facet_is_chosen_and_everything_follows(open_page: OpenPage, static_site: str) -> None:
    page = browse(open_page, static_site)
    expect(page.locator(STATUS)).to_contain_text("18 of 18")
    page.get_by_role("checkbox", name="Turkey 12").check()
    expect(page.locator(STATUS)).to_contain_text("12 of 18")
    assert page.url.endswith("?country=turkey")
    assert len(names(page)) == 12
    # The counts of the other facets follow; those of its own leave the choice aside.
    expect(page.get_by_role("checkbox", name="Memorials 8", exact=True)).to_be_visible()
    expect(page.get_by_role("checkbox", name="Germany 1")).to_be_visible()
    page.get_by_role("checkbox", name="the 2010s 7").check()
    expect(page.locator(STATUS)).to_contain_text("7 of 18")
    expect(page.locator("[data-browse=timeline] .moment .what a")).to_have_count(7)


def test_a_chip_takes_a_choice_away_and_the_way_back_brings_it_again(open_page: OpenPage, static_site: str) -> None:
    page = browse(open_page, static_site, "?country=turkey&country=germany")
    expect(page.locator(STATUS)).to_contain_text("13 of 18")
    page.get_by_role("link", name="Remove Where: Turkey").click()
    assert page.url.endswith("?country=germany")
    assert names(page) == ["Khojaly Massacre Memorial"]
    expect(page.locator(STATUS)).to_be_focused()
    page.go_back()
    expect(page.locator(STATUS)).to_contain_text("13 of 18")
    page.get_by_role("link", name="Remove all").click()
    expect(page.locator("[data-browse=chips]")).to_be_hidden()
    assert len(names(page)) == 18


def test_places_unfold_inside_their_country(open_page: OpenPage, static_site: str) -> None:
    page = browse(open_page, static_site, "?country=turkey")
    page.get_by_role("checkbox", name="Ankara Province 3").check()
    expect(page.locator(STATUS)).to_contain_text("3 of 18")
    page.get_by_role("checkbox", name="Kızılcahamam 1").check()
    assert page.url.endswith("?country=turkey&place=tr-ankara-kizilcahamam")
    assert names(page) == ["Khojaly Museum Complex"]
    expect(page.get_by_role("checkbox", name="Kızılcahamam 1")).to_be_focused()


def test_an_address_brings_everything_back(open_page: OpenPage, static_site: str) -> None:
    page = browse(open_page, static_site, "?country=turkey&decade=2010&order=date")
    expect(page.get_by_role("combobox", name="Order:")).to_have_value("date")
    assert names(page)[0] == "Memorial in Uşak"
    assert "February 2014 or 2016" in page.locator("[data-browse=list] .line").first.inner_text()


def test_an_address_that_nobody_wrote_shows_nothing_and_breaks_nothing(open_page: OpenPage, static_site: str) -> None:
    hostile = "?country=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&place=__proto__&page=99999&order=constructor"
    page = browse(open_page, static_site, hostile)
    expect(page.locator("[data-browse=list]")).to_contain_text("Nothing fits")
    assert page.locator("main img").count() == 0


@pytest.mark.parametrize("format_", ["CSV", "GeoJSON", "Turtle"])
def test_what_fits_can_be_taken_away_as_a_file(open_page: OpenPage, static_site: str, format_: str) -> None:
    page = browse(open_page, static_site, "?country=germany&country=israel")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=format_, exact=True).click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    if format_ == "CSV":
        rows = [*csv.DictReader(io.StringIO(text))]
        assert [row["id"] for row in rows] == ["memorial/de-berlin", "memorial/il-weizmann-forest"]
        assert rows[0]["creators"].split(" | ")[0] == "Akif Asgarov"
    elif format_ == "GeoJSON":
        assert [feature["geometry"] is None for feature in json.loads(text)["features"]] == [False, True]
    else:
        lines = text.splitlines()
        assert lines == sorted({*lines})
        assert any("/memorial/de-berlin> " in line for line in lines)


def test_the_map_is_drawn_when_it_comes_into_view(open_page: OpenPage, static_site: str) -> None:
    page = browse(open_page, static_site, "?country=germany")
    expect(page.locator("[data-browse=map] figcaption")).to_contain_text("1 of 1")
    page.locator("[data-browse=map]").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Khojaly Massacre Memorial")).to_be_visible(timeout=30_000)


# ── many, and hostile ──


@pytest.fixture(scope="module")
def many_site(site_folder: Path, tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> str:
    """The site with 4,500 made-up entries in three shards, some of which are called as nobody is."""
    folder = tmp_path_factory.mktemp("many") / "site"
    shutil.copytree(site_folder, folder, copy_function=shutil.copyfile)
    data = folder / "data" / "browse"
    known = json.loads((data / "index.json").read_text(encoding="utf-8"))
    one = json.loads((data / "shard-0.json").read_text(encoding="utf-8"))
    for shard in range(3):
        rows = range(shard * 1_500, (shard + 1) * 1_500)
        made: dict[str, object] = {
            name: [column[row % 18] for row in rows] for name, column in one.items() if isinstance(column, list)
        }
        made["facets"] = {name: [column[row % 18] for row in rows] for name, column in one["facets"].items()}
        made["ranks"] = {order: [*rows] for order in one["ranks"]}
        made["labels"] = [{"en": f"<img src=x onerror=alert(1)> =1+1 {row}"} for row in rows]
        (data / f"shard-{shard}.json").write_text(json.dumps(made), encoding="utf-8")
    (data / "index.json").write_text(json.dumps({**known, "total": 4_500, "shard": 1_500}), encoding="utf-8")
    return serve(folder)


def test_many_entries_come_in_pages_of_fifty(open_page: OpenPage, many_site: str) -> None:
    page = browse(open_page, many_site)
    expect(page.locator(STATUS)).to_contain_text("4500 of 4500")
    assert len(names(page)) == 50
    page.get_by_role("navigation", name="Page 1 of 90").get_by_role("link", name="90").click()
    assert page.url.endswith("?page=90")
    assert names(page)[-1].endswith("4499")
    expect(page.locator("[data-browse=timeline] svg.columns-by-year")).to_be_visible()


def test_what_things_are_called_is_text_and_runs_nowhere(open_page: OpenPage, many_site: str) -> None:
    page = browse(open_page, many_site, "?country=germany")
    assert names(page)[0].startswith("<img src=x")
    assert page.locator("main img").count() == 0
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV", exact=True).click()
    assert ",<img src=x onerror=alert(1)> =1+1 2," in Path(waiting.value.path()).read_text(encoding="utf-8")


# ── searching ──


def found(open_page: OpenPage, site: str, query: str, **given: object) -> Page:
    page = open_page(f"{site}search.html?q={query}", **given)
    expect(page.locator("[data-search=status]")).to_contain_text("found")
    return page


@pytest.mark.parametrize("typed", ["usak", "Uşak", "USA"])
def test_the_place_that_nobody_can_type_is_found(open_page: OpenPage, static_site: str, typed: str) -> None:
    page = open_page(f"{static_site}search.html")
    page.get_by_role("searchbox", name="Words to find").fill(typed)
    link = page.locator(".hits").get_by_role("link", name="Memorial in Uşak")
    expect(link).to_be_visible()
    assert link.locator("mark").inner_text() == "Uşak"
    link.click()
    page.wait_for_url("**/memorial/tr-usak.html")
    page.go_back()
    expect(page.locator(".hits").get_by_role("link", name="Memorial in Uşak")).to_be_visible()


def test_hits_say_where_they_were_matched_and_come_by_kind(open_page: OpenPage, static_site: str) -> None:
    page = found(open_page, static_site, "toleranz")
    hit = page.locator(".hits > li")
    expect(hit).to_have_count(1)
    expect(hit.locator("dt")).to_have_text("Inscription")
    expect(hit.locator("dd bdi")).to_have_attribute("lang", "de")
    expect(hit.locator("mark")).to_have_text("Toleranz")


def test_one_kind_can_be_looked_at_alone(open_page: OpenPage, static_site: str) -> None:
    page = found(open_page, static_site, "khojaly")
    total = page.locator("[data-search=status]").inner_text()
    page.get_by_role("link", name="Memorials", exact=True).locator("visible=true").last.click()
    assert "kind=memorial" in page.url
    expect(page.locator("[data-search=results] h2")).to_have_text(["Memorials 14"])
    page.go_back()
    expect(page.locator("[data-search=status]")).to_have_text(total)
    expect(page.locator("[data-search=results] h2").first).to_be_visible()


@pytest.mark.parametrize(
    "query", ["%3Cscript%3Ealert(1)%3C/script%3E", "%22", "zzkindmemorial", "xyzzy", "%00", "a" * 3000]
)
def test_no_query_breaks_the_page(open_page: OpenPage, static_site: str, query: str) -> None:
    page = open_page(f"{static_site}search.html?q={query}")
    expect(page.locator("[data-search=status]")).to_contain_text("Nothing was found")
    assert page.locator("main script:not([type])").count() == 0


def test_words_of_two_fields_are_found_together(open_page: OpenPage, static_site: str) -> None:
    page = found(open_page, static_site, "aliyev+mexico")
    expect(page.locator(".hits .name").first).to_have_text("Memorial in Mexico City")


# ── without scripts, and in every light ──


def test_without_scripts_everything_can_be_reached(open_page: OpenPage, static_site: str) -> None:
    page = open_page(f"{static_site}browse.html", scripts=False)
    page.get_by_role("link", name="Turkey", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where: Turkey")
    page.get_by_role("link", name="Uşak Province").click()
    page.get_by_role("link", name="Memorial in Uşak").click()
    assert page.url.endswith("/memorial/tr-usak.html")
    page.goto(f"{static_site}search.html?q=usak")
    expect(page.locator("noscript p")).to_have_text(re.compile("On this host the search needs scripts"))
    page.locator("[data-search=lists]").get_by_role("link", name="Memorials").click()
    expect(page.get_by_role("link", name="Memorial in Uşak")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "address", ["browse.html?country=turkey&place=tr-ankara-province", "search.html?q=khojaly", "search.html"]
)
def test_finding_violates_no_rule_of_accessibility(
    open_page: OpenPage, static_site: str, axe: Axe, address: str, *, dark: bool
) -> None:
    page = open_page(f"{static_site}{address}", dark=dark)
    page.wait_for_load_state("networkidle")
    if "q=" in address:
        expect(page.locator(".hits").first).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize(
    "address", ["browse.html?country=turkey", "search.html?q=khojaly", "browse/country/turkey/index.html"]
)
def test_a_narrow_screen_never_scrolls_sideways(open_page: OpenPage, static_site: str, address: str) -> None:
    page = open_page(f"{static_site}{address}", width=320)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_keyboard_is_enough(open_page: OpenPage, static_site: str) -> None:
    page = browse(open_page, static_site)
    page.get_by_role("checkbox", name="Turkey 12").focus()
    page.keyboard.press("Space")
    expect(page.locator(STATUS)).to_contain_text("12 of 18")
    page.keyboard.press("Tab")
    focused = "document.activeElement.dataset.value ?? document.activeElement.textContent"
    assert page.evaluate(focused) not in ("turkey", "")
    page.get_by_role("link", name="Remove Where: Turkey").focus()
    page.keyboard.press("Enter")
    expect(page.locator(STATUS)).to_contain_text("18 of 18")


def test_a_page_that_cannot_read_its_index_says_so(
    open_page: OpenPage, site_folder: Path, tmp_path: Path, serve: Serve, watch: Watch
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(
        site_folder, folder, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("pagefind", "shard-*")
    )
    address = serve(folder)
    page = open_page(f"{address}search.html?q=usak")
    expect(page.locator("[data-search=status]")).to_have_text("The search index could not be loaded here.")
    expect(page.locator("[data-search=lists]")).to_be_visible()
    page.goto(f"{address}browse.html")
    expect(page.locator(STATUS)).to_contain_text("could not be loaded")
    assert len(names(page)) == 18
    watch.problems = [each for each in watch.problems if "404" not in each]
