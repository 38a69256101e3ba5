"""Every kind of page: accessible in light and dark, and readable on the narrowest phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.browser.watch import Axe, OpenPage

# One page of each kind that the site has, by its path, or by the first that a pattern finds.
PAGES = {
    "home": "index.html",
    "list": "memorial/index.html",
    "memorial": "memorial/tr-usak.html",
    "proposal": "proposal/[!i]*.html",
    "person": "person/[!i]*.html",
    "organization": "organization/[!i]*.html",
    "place": "place/[!i]*.html",
    "event": "event/[!i]*.html",
    "source": "source/article.html",
    "record": "record/*/[!i]*.html",
    "decision": "decision/[!i]*.html",
    "list of decisions": "decision/index.html",
    "differences": "differences.html",
    "agreement": "differences/same.html",
    "further differences": "differences/complements-2.html",
    "timeline": "timeline.html",
    "missing": "missing.html",
    "missing one thing": "missing/[!i]*.html",
    "queries": "queries/index.html",
    "query": "queries/[!i]*.html",
    "ontology": "ontology.html",
    "dataset": "dataset.html",
    "browse": "browse.html",
    "list of a facet": "browse/place/tr-ankara-province/index.html",
    "not found": "404.html",
    "search": "search.html",
    "sparql": "sparql.html",
    "in Azerbaijani": "az/memorial/tr-usak.html",
    "in German": "de/memorial/de-berlin.html",
    "in Turkish": "tr/memorial/tr-izmir-bornova.html",
    "differences in another language": "de/differences.html",
    "list of a facet in another language": "tr/browse/place/tr-izmir/index.html",
}


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_accessible_in_light_and_dark_and_fits_a_phone(
    static_site: str, site_folder: Path, open_page: OpenPage, axe: Axe, kind: str
) -> None:
    found = sorted(site_folder.glob(PAGES[kind]))
    assert found, f"the site has no page {PAGES[kind]}"
    page = open_page(static_site + found[0].relative_to(site_folder).as_posix(), width=320, dark=True)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe(page) == []
    page.set_viewport_size({"width": 1200, "height": 900})
    page.emulate_media(color_scheme="light")
    assert axe(page) == []
