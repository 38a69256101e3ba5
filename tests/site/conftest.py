"""What tests of the site share: the bundled graph in the eyes of a reader, and pages as trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.site.html_tree import Element, read

from memorial_kg.built import read_summary
from memorial_kg.catalogue import open_catalogue
from memorial_kg.ontology import load_ontology
from memorial_kg.site.page import Page
from memorial_kg.site.rendering import render
from memorial_kg.site.settings import Settings
from memorial_kg.site.site import Site
from memorial_kg.site.words import load_words

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

    def read_all(section: Section, site: Site, language: str = "") -> dict[str, tuple[Page, Element]]:
        seen = replace(site, words=load_words(language)) if language else site
        return {page.path: (page, read(render(page, seen))) for page in section(seen)}

    return read_all
