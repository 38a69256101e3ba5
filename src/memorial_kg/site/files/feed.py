"""An Atom feed of the dataset: its edition, and the memorials in it. Its dates are the dataset's; no clock is asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from memorial_kg.site.files.texts import filled_in
from memorial_kg.site.site import Label, Site
from memorial_kg.site.things.dataset import about

__all__ = ["write_feed"]

_KINDS = ("memorial", "proposal")
_MOST = 100  # entries


class _Entry(NamedTuple):
    iri: str
    title: Label
    path: str


def write_feed(site: Site, folder: Path) -> list[str]:
    """Write feed.xml. A feed says when each entry changed: without a date of the dataset there is none."""
    known = about(site.catalogue)
    if not known.day:
        return ["no feed: dataset.toml does not say when the dataset was modified"]
    title = Label(*(next(iter(known.titles), ("", site.summary.title))[::-1]))
    text = filled_in(
        "feed.xml",
        about=known,
        title=title,
        iri=site.catalogue.iri("dataset"),
        root=site.settings.root,
        entries=[_Entry(site.catalogue.iri("dataset"), title, "dataset.html"), *islice(_memorials(site), _MOST)],
    )
    (folder / "feed.xml").write_text(text, encoding="utf-8", newline="\n")
    return []


def _memorials(site: Site) -> Iterator[_Entry]:
    for name in chain.from_iterable(map(site.catalogue.things, _KINDS)):
        yield _Entry(site.catalogue.iri(name), site.label(name), f"{name}.html")
