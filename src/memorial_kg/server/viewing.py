"""The site's own view of a graph that is served: with it, pages are made on request by the templates of the site."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from memorial_kg.built import Summary
from memorial_kg.catalogue import Catalogue
from memorial_kg.ontology import load_ontology
from memorial_kg.site import LANGUAGES, Settings
from memorial_kg.site.site import Site
from memorial_kg.site.words import load_words

__all__ = ["Served", "view_of"]


class Served(Protocol):
    """What a view needs of a snapshot."""

    @property
    def graph(self) -> Path: ...  # noqa: D102
    @property
    def summary(self) -> Summary: ...  # noqa: D102
    @property
    def languages(self) -> tuple[str, ...]: ...  # noqa: D102


def view_of(served: Served, catalogue: Catalogue, url: str, language: str) -> Site:
    """What pages in a language see of it; `url` is the public address, if it is known."""
    english = next(iter(LANGUAGES))
    languages = (english, *(each for each in LANGUAGES if each in served.languages))
    return Site(
        served.graph, catalogue, load_ontology(), served.summary, Settings(url, languages), load_words(language)
    )
