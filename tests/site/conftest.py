"""What tests of the site share: the bundled graph in the eyes of a reader, and pages as trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.site.html_tree import Element, read

from memorial_kg.built import STORE, read_summary
from memorial_kg.catalogue import open_catalogue
from memorial_kg.ontology import load_ontology
from memorial_kg.pipeline import build
from memorial_kg.queries import Names, run
from memorial_kg.resources import folder
from memorial_kg.site.page import Page
from memorial_kg.site.rendering import render
from memorial_kg.site.settings import Settings
from memorial_kg.site.site import Site
from memorial_kg.site.words import load_words
from memorial_kg.store import Answer, open_store

Section = Callable[[Site], Iterator[Page]]
NO_CHOICE = Settings()


def site_of(graph: Path, language: str = "en", settings: Settings = NO_CHOICE) -> Site:
    """A built graph in the eyes of a reader of a language."""
    catalogue, summary = open_catalogue(graph), read_summary(graph)
    return Site(graph, catalogue, load_ontology(), summary, settings, load_words(language))


@pytest.fixture(scope="session")
def site(built: Path) -> Iterator[Site]:
    """The bundled graph in English."""
    made = site_of(built)
    yield made
    made.catalogue.close()


@pytest.fixture(scope="session")
def pages_of() -> Callable[..., dict[str, tuple[Page, Element]]]:
    """The pages of a section of a site as trees, by their paths."""
    known: dict[tuple[Section, int, str], tuple[Site, dict[str, tuple[Page, Element]]]] = {}

    def read_all(section: Section, site: Site, language: str = "") -> dict[str, tuple[Page, Element]]:
        key = section, id(site), language  # a site that is kept keeps its id
        if key not in known:
            seen = replace(site, words=load_words(language)) if language else site
            known[key] = site, {page.path: (page, read(render(page, seen))) for page in section(seen)}
        return known[key][1]

    return read_all


@pytest.fixture(scope="session")
def few(built: Path) -> Iterator[Site]:
    """The bundled graph in English, three things to a page."""
    made = site_of(built, settings=Settings(page_size=3))
    yield made
    made.catalogue.close()


@pytest.fixture(scope="session")
def ask(built: Path, site: Site) -> Callable[[str], Answer]:
    """Ask the store of the bundled graph in SPARQL."""
    store = open_store(built / STORE)
    names = Names(site.ontology.prefixes, site.catalogue.base)
    return lambda text: run(text, store, names=names)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the example workspace that `memorial-kg init` makes."""
    out = tmp_path_factory.mktemp("small") / "graph"
    build(folder("workspace"), out)
    return out
