"""Publishes a built graph: every page and every file into a fresh folder, which is swapped in as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from memorial_kg.built import read_summary
from memorial_kg.catalogue import open_catalogue
from memorial_kg.ontology import load_ontology
from memorial_kg.site.rendering import folder_of, render
from memorial_kg.site.sections import SECTIONS
from memorial_kg.site.settings import Settings
from memorial_kg.site.site import Site
from memorial_kg.site.words import load_words
from memorial_kg.store import swapped_in

__all__ = ["Published", "publish"]

# What is being done, how much of it is done, and how much there is (0 when that is not known).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What was published, in numbers."""

    pages: int
    files: int
    bytes: int


def publish(
    graph: Path,
    out: Path,
    settings: Settings = Settings(),
    *,
    progress: Progress = lambda *_: None,
) -> Published:
    """Publish the graph that was built in a folder into the folder `out`, which is replaced as a whole or not at all.

    Raises InputError when nothing was built there.
    """
    summary, ontology = read_summary(graph), load_ontology()
    count = 0
    with open_catalogue(graph) as catalogue, swapped_in(out) as fresh:
        site = Site(graph, catalogue, ontology, summary, settings, load_words("en"))
        for language in settings.languages:
            mine = replace(site, words=load_words(language))
            for section in SECTIONS.values():
                for page in section(mine):
                    path = fresh / f"{folder_of(language)}{page.path}"
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(render(page, mine), encoding="utf-8", newline="\n")
                    count += 1
                    progress(page.path, count, 0)
    return Published(count, 0, 0)
