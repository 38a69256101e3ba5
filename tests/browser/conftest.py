"""A real browser, and a page that is watched: no error, no forbidden script or style, nothing from elsewhere.

Where there is no Chromium these tests are skipped; with MEMORIAL_KG_BROWSER=required they fail instead, so that nobody
takes a run without a browser for one that passed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: the pages were not opened in a browser")

from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.browser.host import ROOT, Serve, serving
from tests.browser.watch import Axe, OpenPage, Watch

AXE = ROOT / "src" / "web" / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--use-gl=angle",  # WebGL without a graphics card: for the maps
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)


# A slow machine is not a failure: nothing here asks how fast it was.
expect.set_options(timeout=40_000)


def absent(what: str) -> NoReturn:
    """Skip, or fail where a browser is required."""
    if os.environ.get("MEMORIAL_KG_BROWSER") == "required":
        pytest.fail(f"{what} (MEMORIAL_KG_BROWSER=required)")
    pytest.skip(what)


# ── the browser ──

# The browser lives as long as the tests of one file: while playwright runs, no other test in the process could have an
# event loop of its own.


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or its like, without a window."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        absent(f"no Chromium on this machine (looked for {', '.join(NAMES)}): the pages were not opened in a browser")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


# ── the site ──


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    """Serve a folder below a path of a local host, and give the address, which ends with a slash."""
    with serving() as serve:
        yield serve


@pytest.fixture(scope="module")
def site_folder(published: Path) -> Path:
    """The bundled graph's site, as files."""
    return published


@pytest.fixture(scope="module")
def static_site(site_folder: Path, serve: Serve) -> str:
    """The address of the bundled graph's site on a static host."""
    return serve(site_folder)


# ── pages ──


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[OpenPage]:
    """Open an address: `open_page(url, width=360, dark=True, scripts=False)`. All its pages are watched to the end."""
    contexts = []

    def start(
        url: str = "",
        *,
        width: int = 1200,
        height: int = 900,
        dark: bool = False,
        scripts: bool = True,
        touch: bool = False,
    ) -> Page:
        context = browser.new_context(
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
        )
        contexts.append(context)
        context.set_default_timeout(40_000)
        page = context.new_page()
        watch.on(page)
        if url:
            page.goto(url)
        return page

    yield start
    for context in contexts:
        context.close()
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """One page, at desktop width, in the light."""
    return open_page()


# ── accessibility ──

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def axe() -> Axe:
    """Check a page with axe-core: one line for each thing that violates WCAG 2.2 AA."""
    if not AXE.is_file():
        absent("axe-core is not installed (make web): the pages were not checked for accessibility")
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES)
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:200]} ({' '.join(map(str, node['target']))})"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return check
