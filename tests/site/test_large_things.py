"""However much is said of one thing, its page stays small, and says that there is more."""

from __future__ import annotations

import json
from pathlib import Path

from tests.site.conftest import site_of

from memorial_kg.pipeline import build
from memorial_kg.site.pages import memorials, records
from memorial_kg.site.rendering import render

SOURCES, NAMES = 8, 400


def test_no_page_of_a_memorial_with_much_said_of_it_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "entities").mkdir()
    (tmp_path / "entities" / "places.jsonl").write_text('{"id": "place/holm", "name": {"en": "Holm"}}\n')
    (tmp_path / "dataset.toml").write_text('title = "Stones"\nbase = "https://example.org/"\nmodified = 2026-01-02\n')
    for number in range(SOURCES):
        folder = tmp_path / "sources" / f"list-{number}"
        folder.mkdir(parents=True)
        (folder / "source.toml").write_text(f'title = "List {number}"\nlanguage = "en"\nrights = "Not stated."\n')
        record = {
            "record": "stone",
            "about": "memorial/stone",
            "locator": "line 1",
            "place": "place/holm",
            "inauguration": {"date": str(1900 + number)},
            "alternateName": {"en": [f"Name {number} {each}" for each in range(NAMES // SOURCES)]},
            "inscriptions": [
                {"id": "inscription-en", "text": {"en": f"{number} " + "words " * 1_000}, "language": "en"}
            ],
        }
        (folder / "records.jsonl").write_text(json.dumps(record) + "\n")
    build(tmp_path, tmp_path / "graph", formats=())
    site = site_of(tmp_path / "graph")
    with site.catalogue:
        [page] = [render(page, site) for page in memorials.pages(site)]
        sizes = [len(page.encode()), *(len(render(each, site).encode()) for each in records.pages(site))]
        assert max(sizes) < 500_000
        assert "and 200 more, in the data of this page" in page
        assert page.count('class="claims"') <= 100
