"""The maps of a page, interactive: in a real browser, under the site's policy."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.host import PREFIX, ROOT, Serve
from tests.browser.watch import Axe, OpenPage, Watch, until

from memorial_kg import resources

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'"
)

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>Where</title><link rel="icon" href="data:,"><link rel="stylesheet" href="assets/site.css">
<script defer src="assets/base.js"></script><script defer src="assets/map.js"></script></head>
<body><main id="content"><h1>Where</h1><p><button type="button" data-theme-toggle hidden>Dark colours</button></p>
<figure class="map" data-map="{mode}"{more}>
<svg viewBox="0 0 20 10" role="img" aria-label="A map of the points"><rect class="map-sea" width="20" height="10"></rect></svg>
{inside}
<figcaption>Coastlines: Natural Earth.</figcaption></figure>
<p><a href="#content">After the map</a></p></main></body></html>
"""

HOSTILE = '<img src=x onerror="document.title=1">'


def point(
    lon: float, lat: float, label: str = "Uşak", href: str = "memorial/tr-usak.html", radius_m: float = 0
) -> object:
    properties = {
        "label": label,
        "href": href,
        "radius_m": radius_m,
        "position_of": "centre of the city",
        "kind": "memorial",
    }
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


USAK = point(29.4, 38.68, radius_m=10_000)
MEXICO = point(-99.17, 19.42, "Ciudad de México", "memorial/mx-mexico.html")
ANKARA = [point(32.8 + n / 1000, 39.9, f"Ankara {n}") for n in range(12)]

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, serve: Serve) -> Write:
    """A page with a map of these points, served beside the bundle."""
    shutil.copytree(resources.folder("web") / "assets", tmp_path / "assets")

    def page(*features: object, mode: str = "", inside: str | None = None, more: str = "") -> str:
        text = json.dumps({"type": "FeatureCollection", "features": features}).replace("<", "\\u003c")
        block = f'<script type="application/json" class="map-points">{text}</script>' if inside is None else inside
        html = PAGE.format(policy=POLICY, mode=mode, inside=block, more=more)
        (tmp_path / "index.html").write_text(html, encoding="utf-8")
        return serve(tmp_path) + "index.html"

    return page


def opened(page: Page) -> Page:
    """The page with its map drawn."""
    page.get_by_role("button", name="Interactive map").click()
    expect(page.locator(".map > svg")).to_have_count(0)
    return page


def test_a_map_is_static_until_it_is_asked_for(write: Write, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(write(USAK))
    expect(page.get_by_role("button", name="Interactive map")).to_be_visible()
    assert not [url for url in asked if "map-engine" in url or "land" in url]
    opened(page)
    assert [url for url in asked if "map-engine" in url]


def test_a_point_is_a_button_that_leads_to_its_page(write: Write, page: Page) -> None:
    page.goto(write(USAK, MEXICO))
    opened(page)
    page.get_by_role("button", name="Ciudad de México").click()
    link = page.get_by_role("link", name="Ciudad de México")
    expect(link).to_have_attribute("href", f"{page.url.removesuffix('index.html')}memorial/mx-mexico.html")


def test_a_map_is_operable_by_keyboard_alone_and_lets_go_of_the_focus(write: Write, page: Page) -> None:
    page.goto(write(USAK, MEXICO))
    button = page.get_by_role("button", name="Interactive map")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map > svg")).to_have_count(0)
    expect(page.locator("canvas")).to_be_focused()
    point = page.get_by_role("button", name="Uşak")
    expect(point).to_be_visible()
    point.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".maplibregl-popup :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".maplibregl-popup")).to_have_count(0)
    expect(point).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "After the map":
            return
    pytest.fail("the keyboard cannot leave the map")


def test_points_that_stand_close_are_one_button_that_says_how_many(write: Write, page: Page) -> None:
    page.goto(write(MEXICO, *ANKARA))
    opened(page)
    page.get_by_role("button", name="12 points").click()
    expect(page.get_by_role("button", name="12 points")).to_be_visible()  # at the end of the zoom, or a list
    page.get_by_role("button", name="12 points").click()
    expect(page.locator(".map-popup a")).to_have_count(12)


def test_a_label_is_text_and_a_script_no_address(write: Write, page: Page) -> None:
    page.goto(write(point(29, 38, HOSTILE, "javascript:document.title=2"), MEXICO))
    opened(page)
    page.get_by_role("button", name=HOSTILE).click()
    popup = page.locator(".map-popup")
    expect(popup).to_contain_text(HOSTILE)
    expect(popup.locator("img, a")).to_have_count(0)
    assert page.title() == "Where"


def test_points_may_come_from_a_file(write: Write, page: Page, tmp_path: Path) -> None:
    (tmp_path / "points.json").write_text(
        json.dumps({"type": "FeatureCollection", "features": [USAK]}), encoding="utf-8"
    )
    page.goto(write(inside="", more=' data-src="points.json"'))
    opened(page)
    expect(page.get_by_role("button", name="Uşak")).to_be_visible()


NO_POINTS: list[object] = [
    *({"type": "Point", "coordinates": odd} for odd in ([None, 1], [200, 10], ["1", "2"], [], "x")),
    {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
    None,
]


def test_what_is_no_point_is_left_out(write: Write, page: Page) -> None:
    broken = [{"type": "Feature", "geometry": geometry, "properties": {"label": "nowhere"}} for geometry in NO_POINTS]
    page.goto(write(*broken, {"type": "Feature", "geometry": None, "properties": None}, USAK))
    opened(page)
    expect(page.locator(".map-point, .map-cluster")).to_have_count(1)


def test_a_file_that_is_not_there_leaves_the_static_map(write: Write, page: Page, watch: Watch) -> None:
    page.goto(write(inside="", more=' data-src="absent.json"'))
    page.get_by_role("button", name="Interactive map").click()
    expect(page.get_by_role("status")).to_contain_text("cannot be shown")
    expect(page.locator(".map > svg")).to_be_visible()
    assert len(watch.problems) == 1
    assert "404" in watch.problems.pop()


def test_without_webgl_the_static_map_stays(write: Write, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(write(USAK))
    page.get_by_role("button", name="Interactive map").click()
    expect(page.get_by_role("status")).to_contain_text("cannot be shown")
    expect(page.locator(".map > svg")).to_be_visible()


def test_a_page_can_be_scrolled_past_its_map(write: Write, open_page: OpenPage) -> None:
    page = open_page(write(USAK), height=420)
    opened(page)
    page.locator(".map-canvas").hover()
    page.mouse.wheel(0, 300)
    until(page, "scrollY > 0")


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (1200, True), (360, False), (360, True)])
def test_a_map_is_accessible_and_fits_its_page(
    write: Write, open_page: OpenPage, axe: Axe, width: int, dark: bool
) -> None:
    page = opened(open_page(write(USAK, MEXICO, *ANKARA), width=width, dark=dark))
    expect(page.locator(".map-point, .map-cluster").first).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for box in [button.bounding_box() for button in page.locator("button:visible").all()]:
        assert box is not None
        assert min(box["width"], box["height"]) >= 24


def test_the_colours_of_the_map_follow_the_readers_choice(write: Write, page: Page) -> None:
    page.goto(write(USAK))
    opened(page)
    light = page.locator(".map-canvas").screenshot()
    page.get_by_role("button", name="Dark colours").click()
    for _ in range(40):
        if page.locator(".map-canvas").screenshot() != light:
            break
        page.wait_for_timeout(250)
    else:
        pytest.fail("the map kept its light colours")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_map_that_comes_by_itself_does_so_in_view(write: Write, page: Page) -> None:
    page.goto(write(USAK, mode="auto"))
    expect(page.get_by_role("button", name="Uşak")).to_be_visible()


def test_tiles_are_drawn_only_where_the_publisher_names_them(write: Write, page: Page, tmp_path: Path) -> None:
    """One grey tile for all addresses; what its makers ask to be said is text."""
    grey = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")
    asked: list[str] = []

    def tile(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=grey, content_type="image/png")

    page.route("**/tiles/**", tile)
    more = ' data-tiles="tiles/{z}/{x}/{y}.png" data-tiles-attribution="&lt;b&gt;Surveyors&lt;/b&gt;"'
    page.goto(write(USAK, more=more))
    opened(page)
    expect(page.locator(".maplibregl-ctrl-attrib")).to_contain_text("<b>Surveyors</b>")
    assert asked
    assert all(re.fullmatch(rf".*{PREFIX}tiles/\d+/\d+/\d+\.png", url) for url in asked)


def test_five_thousand_points_are_a_few_buttons(write: Write, page: Page, tmp_path: Path) -> None:
    many = [
        point(n * 137.508 % 340 - 170, n * 0.61803 % 120 - 50, f"Number {n}", radius_m=20_000) for n in range(5_000)
    ]
    (tmp_path / "points.json").write_text(json.dumps({"type": "FeatureCollection", "features": many}), encoding="utf-8")
    page.goto(write(inside="", more=' data-src="points.json"'))
    opened(page)
    expect(page.locator(".map-cluster").first).to_be_visible()
    assert page.locator(".map-cluster, .map-point").count() < 500


# ── for other scripts ──

ESBUILD = ROOT / "src" / "web" / "node_modules" / ".bin" / "esbuild"


@pytest.fixture
def create_map(write: Write, tmp_path: Path, open_page: OpenPage) -> Page:
    """A page with `createMap` at hand, as a script that imports it has it."""
    if shutil.which("node") is None or not ESBUILD.exists():
        pytest.skip("Node or esbuild is not here (make web): createMap was not called")
    url = write()
    entry = tmp_path / "entry.js"
    module = ROOT / "src" / "web" / "js" / "map" / "create.js"
    entry.write_text(
        f"import {{ createMap }} from {json.dumps(str(module))}; window.createMap = createMap;", encoding="utf-8"
    )
    out = tmp_path / "assets" / "base.js"
    subprocess.run(
        ["node", ESBUILD, entry, "--bundle", "--format=iife", f"--outfile={out}"], check=True, capture_output=True
    )
    return open_page(url)


def collection(*features: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": features}


START = """async (points) => {
  document.querySelector("main").append(Object.assign(document.createElement("div"), { id: "own" }));
  window.chosen = [];
  window.handle = createMap(document.querySelector("#own"), points, { onSelect: (feature) => chosen.push(feature.properties) });
  await handle.ready;
}"""


def test_a_script_is_told_which_point_was_chosen(create_map: Page) -> None:
    create_map.evaluate(START, collection(USAK))
    create_map.get_by_role("button", name="Uşak").click()
    assert [chosen["href"] for chosen in create_map.evaluate("chosen")] == ["memorial/tr-usak.html"]
    expect(create_map.locator(".maplibregl-popup")).to_have_count(0)


def test_a_script_may_show_other_points_and_take_the_map_away(create_map: Page) -> None:
    create_map.evaluate(START, collection(USAK))
    create_map.evaluate("(points) => handle.update(points)", collection(MEXICO))
    expect(create_map.get_by_role("button", name="Ciudad de México")).to_be_visible()
    expect(create_map.get_by_role("button", name="Uşak")).to_have_count(0)
    create_map.evaluate("(points) => handle.update(points)", collection())
    expect(create_map.locator("#own .map-point")).to_have_count(0)
    create_map.evaluate("handle.destroy()")
    expect(create_map.locator("canvas")).to_have_count(0)


def test_a_map_may_be_taken_away_before_it_is_drawn(create_map: Page) -> None:
    create_map.evaluate(START.replace("await handle.ready", "handle.destroy()"), collection(USAK))
    until(create_map, "Boolean(window.memorialMapEngine)")
    expect(create_map.locator("canvas")).to_have_count(0)
