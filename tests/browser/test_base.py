"""What every page does with scripts on, and how it is without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.watch import Axe, OpenPage


@pytest.mark.parametrize("dark", [False, True])
def test_light_or_dark_is_the_systems_choice_until_the_reader_chooses(
    static_site: str, open_page: OpenPage, dark: bool
) -> None:
    page = open_page(static_site + "index.html", dark=dark)
    button = page.locator("[data-theme-toggle]")
    expect(button).to_have_attribute("aria-pressed", str(dark).lower())
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    button.click()
    expect(button).to_have_attribute("aria-pressed", str(not dark).lower())
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_the_menu_closes_with_escape_and_gives_the_focus_back(static_site: str, open_page: OpenPage) -> None:
    page = open_page(static_site + "index.html", width=360)
    menu = page.locator("details[data-menu]")
    menu.locator("summary").press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_another_language_keeps_the_query_and_the_place_on_the_page(static_site: str, open_page: OpenPage) -> None:
    page = open_page(static_site + "index.html?q=u%C5%9Fak#h-map")
    page.locator("a[data-language][hreflang=de]").first.click()
    page.wait_for_url("**/de/index.html?q=u%C5%9Fak#h-map")
    assert page.locator("html").get_attribute("lang") == "de"


def test_without_scripts_nothing_is_offered_that_needs_them(static_site: str, open_page: OpenPage) -> None:
    page = open_page(static_site + "index.html", scripts=False)
    expect(page.locator("[data-theme-toggle]")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


def test_the_first_page_reads_from_a_folder(site_folder: str, open_page: OpenPage) -> None:
    page = open_page(f"file://{site_folder}/index.html")
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.styleSheets.length") > 0


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (320, True)])
def test_the_first_page_is_accessible_and_needs_no_sideways_scrolling(
    static_site: str, open_page: OpenPage, axe: Axe, width: int, dark: bool
) -> None:
    page = open_page(static_site + "index.html", width=width, dark=dark)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
