"""The bundle of the pages' scripts, styles, fonts and coastlines: what it holds, and what it would never do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from memorial_kg import resources
from memorial_kg.site.words import load_words

ROOT = Path(__file__).parents[2]
WEB = ROOT / "src" / "web"
DIST = resources.folder("web")
ASSETS = DIST / "assets"

SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.js"))}
STYLES = {path.name: path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css"))}
LOCK = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (WEB / "node_modules").is_dir(),
    reason="Node or its packages are not here (make web): the bundle was not made again",
)


@pytest.mark.parametrize(
    "name", ["base", "browse", "map", "map-engine", "map-worker", "search", "sparql", "sparql-worker"]
)
def test_every_script_that_a_page_may_name_is_there(name: str) -> None:
    assert f"{name}.js" in SCRIPTS


def test_no_name_carries_a_hash_and_nothing_else_is_there() -> None:
    found = {path.relative_to(DIST).as_posix() for path in DIST.rglob("*") if path.is_file()}
    fonts = {name for name in found if name.startswith("assets/fonts/")}
    assert {"latin", "latin-ext", "cyrillic"} == {re.sub(r".*-[34]-(.*)-wght.*", r"\1", name) for name in fonts}
    assert found - fonts == {
        "stamp",
        *(f"assets/{name}" for name in [*SCRIPTS, "site.css", "map.css", "icon.svg", "licenses.txt", "oxigraph.wasm"]),
        *(f"assets/map/land-{scale}.json" for scale in ("110m", "50m")),
    }


def test_scripts_are_classic_ones() -> None:
    """Modules do not load from file://."""
    for name, text in SCRIPTS.items():
        statements = re.sub(r'"(?:[^"\\]|\\.)*"|`[^`]*`', "", text)
        assert not re.search(r"(?:^|[;}])\s*(?:import\s*[\w{*\"]|export\s*[{\w])", statements), name


def test_what_every_page_loads_is_light() -> None:
    assert len(SCRIPTS["base.js"]) < 8_000
    assert len(SCRIPTS["map.js"]) < 24_000  # the heavy half comes when a reader asks for it
    assert len(STYLES["site.css"]) < 80_000


# ── what the policy forbids ──

# Script → what it holds that looks like code made of text, and why it is none: the policy would refuse it anyhow.
INERT = {
    "map-worker.js": ["eval("],  # of a plug-in for scripts from right to left, which is never asked for
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_makes_code_from_text(name: str) -> None:
    found = re.findall(r"\beval\(|\bnew Function\(|\bset(?:Timeout|Interval)\([\"'`]", SCRIPTS[name])
    assert found == INERT.get(name, [])


OURS = sorted((WEB / "js").rglob("*.js"))


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.relative_to(WEB / "js").as_posix())
def test_our_scripts_write_no_markup_and_no_style_text(path: Path) -> None:
    """What comes from the data becomes text. (Setting `innerHTML = ""` or reading it would be no better to look at.)"""
    text = "\n".join(line.partition("//")[0] for line in path.read_text(encoding="utf-8").splitlines())
    forbidden = r"(?:innerHTML|outerHTML)\s*\+?=|insertAdjacentHTML|document\.write|createContextualFragment|setAttribute\(\"style\"|cssText|createElement\(\"style\""
    assert not re.findall(forbidden, text)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.relative_to(WEB / "js").as_posix())
def test_every_word_that_a_script_shows_is_in_the_interface(path: Path) -> None:
    words = load_words("en")
    used = re.findall(r"\bword\(\s*\"([^\"]+)\"", path.read_text(encoding="utf-8"))
    assert [name for name in used if name not in words] == []


def test_the_editor_adopts_its_styles() -> None:
    """A <style> element would be refused; `build/styles.mjs` sees to it that none is made."""
    assert "adoptedStyleSheets" in SCRIPTS["sparql.js"]
    assert not re.search(r"\.head\s*&&\s*\w+\.adoptedStyleSheets", SCRIPTS["sparql.js"])


# ── nothing from elsewhere ──

# Addresses that are names or words in what we bundle, and are never asked for. Whoever adds one has looked it up.
NAMES = {
    "www.w3.org",  # namespaces of SVG, RDF and XML
}


def _hosts(text: str) -> Iterator[str]:
    yield from re.findall(r"(?:https?:)?//((?:[\w-]+\.)+[a-z]{2,})(?=[/\"'`)\s?#:])", text)


def test_no_style_asks_elsewhere() -> None:
    for name, text in STYLES.items():
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
            assert address.startswith(("data:image/", "./fonts/")), f"{name}: {address}"
        assert "@import" not in text, name


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.relative_to(WEB / "js").as_posix())
def test_our_scripts_ask_no_address_that_they_bring_along(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for call in re.findall(
        r"(?:fetch|new Worker|importScripts|new EventSource|new WebSocket|sendBeacon|import)\(([^)]*)", text
    ):
        assert not set(_hosts(call)), call


def test_the_map_asks_nobody_else() -> None:
    asked = re.findall(
        r"(?:fetch|new Worker|importScripts|new WebSocket)\(\s*[\"'`](https?:)?//", "".join(SCRIPTS.values())
    )
    assert asked == []
    style = (WEB / "js" / "map" / "style.js").read_text(encoding="utf-8")
    assert not set(_hosts(style))
    assert "glyphs" not in re.sub(r"//.*|/\*.*", "", style)
    assert "sprite:" not in style


# ── the map's land ──


@pytest.mark.parametrize("scale", ["110m", "50m"])
def test_the_land_is_one_geometry_without_borders(scale: str) -> None:
    land = json.loads((ASSETS / "map" / f"land-{scale}.json").read_text(encoding="utf-8"))
    assert land.keys() == {"type", "coordinates"}
    rings = [ring for polygon in land["coordinates"] for ring in polygon]
    assert len(rings) > 100
    for ring in rings:
        assert ring[0] == ring[-1]
        assert len(ring) > 3
        assert all(-200 < x < 200 and -90 <= y < 84 for x, y in ring)
    # Europe, Asia and Africa are one piece of land: a border would cut it.
    assert any(_holds(polygon[0], -5, 40) and _holds(polygon[0], 100, 60) for polygon in land["coordinates"])


def _holds(ring: list[tuple[float, float]], x: float, y: float) -> bool:
    inside = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside


# ── licences and pins ──

NOTICES = (ASSETS / "licenses.txt").read_text(encoding="utf-8")


def _bundled() -> set[str]:
    """The packages that the lock wants for the pages, and not for making them."""
    return {
        path.rpartition("node_modules/")[2]
        for path, package in LOCK["packages"].items()
        if path and not package.get("dev") and not package.get("optional")
    }


def test_every_package_that_may_travel_has_its_notice() -> None:
    told = re.findall(r"^─+\n(\S+) \S+ · ", NOTICES, re.MULTILINE)
    assert told == sorted(_bundled())
    assert {"maplibre-gl", "earcut", "oxigraph", "@fontsource-variable/source-serif-4"} <= set(told)
    assert not {"axe-core", "esbuild"} & set(told)
    assert "Natural Earth" in NOTICES
    for block in re.split(r"^─+$", NOTICES, flags=re.MULTILINE)[1:]:
        assert re.search(r"(?i)licen[cs]e|permission|redistribution", block.partition("\n\n")[2]), block


def test_the_lock_pins_every_package_by_its_digest_from_the_public_registry() -> None:
    for path, package in LOCK["packages"].items():
        if path:
            assert package["integrity"].startswith("sha512-"), path
            assert package["resolved"].startswith("https://registry.npmjs.org/"), path


def test_what_is_asked_for_is_one_exact_version() -> None:
    manifest = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    asked = manifest["dependencies"] | manifest["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    assert {name: LOCK["packages"][f"node_modules/{name}"]["version"] for name in asked} == asked


@needs_node
@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("(MIT OR GPL-3.0)", True),
        ("MIT AND GPL-3.0", False),
        ("MPL-2.0", False),
        ("GPL-3.0-only", False),
        ("undefined", False),
    ],
)
def test_a_licence_that_may_not_travel_stops_the_build(licence: str, allowed: bool) -> None:
    program = f"import {{ isAllowed }} from './build/licences.mjs'; console.log(isAllowed({json.dumps(licence)}))"
    told = subprocess.run(
        ["node", "--input-type=module", "-e", program], cwd=WEB, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str(allowed).lower()


# ── made again ──


@needs_node
def test_making_it_again_gives_the_same_bytes(tmp_path: Path) -> None:
    web = tmp_path / "src" / "web"
    shutil.copytree(WEB, web, ignore=shutil.ignore_patterns("node_modules", "dist", "dist.*"))
    shutil.copy(ROOT / "LICENSE", tmp_path)
    (web / "node_modules").symlink_to(WEB / "node_modules")
    made = []
    for _ in range(2):
        subprocess.run(["node", "build.mjs"], cwd=web, check=True, capture_output=True)
        made.append({path: path.read_bytes() for path in (web / "dist").rglob("*") if path.is_file()})
    assert made[0] == made[1]
    assert made[0]
