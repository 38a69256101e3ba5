"""The published site holds together: every link leads somewhere, every IRI has its page and data, nothing is too large."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from tests.conftest import PUBLISHED_AT

from memorial_kg.catalogue import open_catalogue
from memorial_kg.export import FORMATS
from memorial_kg.site import LANGUAGES
from memorial_kg.site.site import PAGED_KINDS

_LARGEST = 500_000
_LINKS = {"href", "src", "action", "poster", "data-href", "data-src"}
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)")
# Forms that only the live server answers, under the names that `site.json` has there; elsewhere a script takes over.
_LIVE = frozenset({"sparql"})


@dataclass
class Read:
    """What a crawler sees of a page."""

    links: set[str] = field(default_factory=set)
    ids: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads a page as strictly as its author should write it: what is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.read = Read()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.read.wrong.append(f"<{tag}> has an attribute twice")
        for name, value in attrs:
            if name == "id" and value:
                self.read.ids.append(value)
            elif name in _LINKS and value is not None:
                self.read.links.add(value)
            elif name == "srcset" and value:
                self.read.links.update(each.split()[0] for each in value.split(","))
            elif name == "style" or name.startswith("on"):
                self.read.wrong.append(f"<{tag} {name}> is against the policy of the pages")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.read.wrong.append(f"</{tag}> closes something else")

    def close(self) -> None:
        super().close()
        self.read.wrong += [f"<{tag}> is never closed" for tag in self._open]


def _read(path: Path) -> Read:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader.read


@pytest.fixture(scope="module")
def pages(published: Path) -> dict[str, Read]:
    return {path.relative_to(published).as_posix(): _read(path) for path in sorted(published.rglob("*.html"))}


def _inside(page: str, link: str) -> tuple[str, str] | None:
    """The path below the site that a link leads to, and its fragment; None when it leads elsewhere."""
    root = urlsplit(PUBLISHED_AT).path
    if link.startswith(PUBLISHED_AT):
        link = link[len(PUBLISHED_AT) - len(root) :]
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    if path.startswith("/"):
        assert path.startswith(root), f"{page}: {link} leads out of the site"
        whole = path[len(root) :]
    else:
        whole = normpath(join(dirname(page), path)) if path else page
    return (whole or "index.html") + ("index.html" if whole.endswith("/") else ""), unquote(parts.fragment)


def _dead(published: Path, pages: dict[str, Read]) -> Iterator[str]:
    files = {path.relative_to(published).as_posix() for path in published.rglob("*") if path.is_file()}
    ids = {name: set(read.ids) for name, read in pages.items()}
    for name, read in pages.items():
        for link in read.links:
            found = _inside(name, link)
            if found is None:
                continue
            path, fragment = found
            if path in _LIVE:
                continue
            if path not in files and (published / path).is_dir():
                path = f"{path}/index.html"
            if path not in files:
                yield f"{name}: {link} is not there"
            # `#query=…` is what a script is to show, and no place on the page.
            elif fragment and "=" not in fragment and path.endswith(".html") and fragment not in ids[path]:
                yield f"{name}: {link} points at no id"


def test_every_link_of_every_page_is_alive_to_the_fragment(published: Path, pages: dict[str, Read]) -> None:
    dead = sorted(_dead(published, pages))
    assert dead == [], f"{len(dead)} dead links, such as {dead[:20]}"


def test_every_address_in_a_stylesheet_is_alive(published: Path) -> None:
    for sheet in published.rglob("*.css"):
        for link in _CSS_URL.findall(sheet.read_text(encoding="utf-8")):
            if not link.startswith(("data:", "#")):
                assert not urlsplit(link).netloc, link
                assert (sheet.parent / link.partition("#")[0].partition("?")[0]).is_file(), f"{sheet.name}: {link}"


def test_pages_ask_for_nothing_from_elsewhere(published: Path) -> None:
    loads = re.compile(r"<(?:script|img|iframe|link rel=\"(?:stylesheet|icon|preload)\")[^>]*(?:src|href)=\"([^\"]+)\"")
    for path in published.rglob("*.html"):
        for link in loads.findall(path.read_text(encoding="utf-8")):
            assert not urlsplit(link).netloc, f"{path}: {link}"


def test_every_thing_has_its_page_in_each_language_and_its_data(published: Path, built: Path) -> None:
    with open_catalogue(built) as catalogue:
        names = [name for kind in PAGED_KINDS for name in catalogue.things(kind)]
    assert len(names) > 100
    for name in names:
        wanted = FORMATS if name.startswith(("memorial/", "proposal/")) else ("turtle", "jsonld", "ntriples")
        assert [
            suffix for suffix in (FORMATS[each].suffix for each in wanted)
            if not (published / f"{name}{suffix}").is_file()
        ] == [], name  # fmt: skip
        for language in LANGUAGES:
            assert (published / ("" if language == "en" else language) / f"{name}.html").is_file(), (name, language)


def test_every_iri_of_the_graph_that_is_ours_leads_to_an_id_or_a_page(
    published: Path, built: Path, pages: dict[str, Read]
) -> None:
    with open_catalogue(built) as catalogue:
        iris = {
            term[1:-1]
            for kind in PAGED_KINDS
            for name in catalogue.things(kind)
            for quad in catalogue.quads(name)
            for term in (quad.subject, quad.object)
            if term.startswith(f"<{catalogue.base}")
        }
        names = {iri[len(catalogue.base) :] for iri in iris}
    missing = []
    for name in sorted(names):
        thing, _, fragment = name.partition("#")
        page = pages.get(f"{thing}.html")
        if page is None or (fragment and fragment not in page.ids):
            missing.append(name)
    assert missing == [], f"{len(missing)} of {len(names)}"


@pytest.mark.parametrize("name", ["ontology", "shapes"])
def test_every_term_and_shape_is_in_its_document_in_each_form_and_on_the_page(
    published: Path, pages: dict[str, Read], name: str
) -> None:
    read = {suffix: _subjects(published / f"{name}{suffix}") for suffix in (".ttl", ".jsonld", ".nt")}
    iris = {iri for iri in read[".ttl"] if iri.startswith(f"https://w3id.org/memorial-kg/{name}#")}
    assert len(iris) > 20
    for suffix, subjects in read.items():
        assert iris <= subjects, suffix
    ids = {*pages["ontology.html"].ids}
    if name == "ontology":
        assert {urlsplit(iri).fragment for iri in iris} - ids == set()
    else:
        assert "shapes" in ids


def _subjects(path: Path) -> set[str]:
    from pyoxigraph import NamedNode, parse

    return {quad.subject.value for quad in parse(path=path) if isinstance(quad.subject, NamedNode)}


def test_every_page_can_be_reached_from_the_first(pages: dict[str, Read]) -> None:
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        name = waiting.pop()
        for link in pages[name].links:
            found = _inside(name, link)
            if found and found[0] in pages and found[0] not in reached:
                reached.add(found[0])
                waiting.append(found[0])
    assert {name for name in pages if not name.endswith("404.html")} - reached == set()


def test_no_page_is_too_large(published: Path) -> None:
    large = {path.name: size for path in published.rglob("*.html") if (size := path.stat().st_size) > _LARGEST}
    assert large == {}


def test_pages_are_well_formed(pages: dict[str, Read]) -> None:
    wrong = {name: read.wrong for name, read in pages.items() if read.wrong}
    twice = {name: d for name, read in pages.items() if (d := {i for i in read.ids if read.ids.count(i) > 1})}
    assert (wrong, twice) == ({}, {})


def test_links_to_data_say_their_media_type(published: Path) -> None:
    for path in published.rglob("*.html"):
        assert ' type=""' not in path.read_text(encoding="utf-8"), path
