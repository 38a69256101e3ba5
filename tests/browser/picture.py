"""Makes the pictures of the site that the README shows: `python -m tests.browser.picture`, after `make build`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright
from tests.browser.conftest import ARGUMENTS, NAMES
from tests.browser.host import ROOT, serving

from memorial_kg.site import Settings, publish

PAGE = "memorial/tr-usak.html"
SIZE: ViewportSize = {"width": 1200, "height": 1180}


def main() -> None:
    """Publish what was built, and take the picture of one page in light and in dark."""
    chromium = next(filter(None, map(shutil.which, NAMES)))
    pictures = ROOT / "docs"
    pictures.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving() as serve, sync_playwright() as playwright:
        site = Path(folder) / "site"
        publish(ROOT / "dist" / "graph", site, Settings(languages=("en",)))
        browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS])
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport=SIZE, color_scheme=scheme)
            page.goto(f"{serve(site)}{PAGE}")
            page.screenshot(path=pictures / f"site-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    main()
