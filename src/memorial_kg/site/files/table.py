"""Which files there are beside the pages and the data of things: each row writes some, those after it may read them."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from memorial_kg.built import DATASET, REPORTS
from memorial_kg.export import FORMATS, Format
from memorial_kg.graph.foreign import read_rdf
from memorial_kg.resources import folder as resource
from memorial_kg.site.answering import write_answers
from memorial_kg.site.files.checksums import write_checksums
from memorial_kg.site.files.crate import write_crate
from memorial_kg.site.files.describing import write_catalog, write_void
from memorial_kg.site.files.feed import write_feed
from memorial_kg.site.files.redirects import write_redirects
from memorial_kg.site.files.sitemap import write_index
from memorial_kg.site.finding.data import write_browse_data
from memorial_kg.site.finding.index import write_search_index
from memorial_kg.site.programs.representations import formats_of
from memorial_kg.site.site import Site

__all__ = ["FILES"]

# Writes files into the folder, and gives a sentence for each that it could not write.
Writer = Callable[[Site, Path], Iterable[str] | None]

_VOCABULARY, _SHAPES = "vocabulary.ttl", "shapes.ttl"
_DERIVED = ("context.jsonld", "record.schema.json")


def _assets(_: Site, folder: Path) -> None:
    """The scripts, styles, fonts and maps that pages load."""
    shutil.copytree(resource("web") / "assets", folder / "assets", copy_function=shutil.copyfile, dirs_exist_ok=True)


def _dumps(site: Site, folder: Path) -> None:
    """The whole dataset in each format: the files of the build, which nobody changes, under a second name."""
    for each in formats_of(DATASET, site):
        _same(site.graph / f"{DATASET}{each.suffix}", folder / f"{DATASET}{each.suffix}")


def _reports(site: Site, folder: Path) -> None:
    """What the validation of the graph found."""
    for name in REPORTS.values():
        if (site.graph / name).is_file():
            _same(site.graph / name, folder / name)


def _same(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # another disk, or a file system without links
        shutil.copyfile(old, new)


def _ontology(site: Site, folder: Path) -> None:
    """The vocabulary, the shapes, and what is derived of them."""
    shelf = resource("ontology")
    for name in _DERIVED:
        shutil.copyfile(shelf / name, folder / name)
    for old, name in ((_VOCABULARY, "ontology"), (_SHAPES, "shapes")):
        shutil.copyfile(shelf / old, folder / f"{name}.ttl")
        lines = read_rdf(io.BytesIO((shelf / old).read_bytes()), old)
        for wanted in ("ntriples", "jsonld"):
            _write(lines, FORMATS[wanted], site, folder / name)


def _write(lines: list[str], wanted: Format, site: Site, name: Path) -> None:
    with name.with_suffix(wanted.suffix).open("wb") as out:
        wanted.write(lines, site.ontology, site.ontology.prefixes["mkg"].removesuffix("ontology#"), out)


def _abilities(_: Site, folder: Path) -> None:
    """What scripts may do here: a static host answers no query; a live server says more under the same name."""
    (folder / "site.json").write_text('{"live": false}\n', encoding="utf-8")


FILES: dict[str, Writer] = {
    "assets": _assets,
    "abilities": _abilities,
    "dumps": _dumps,
    "reports": _reports,
    "ontology": _ontology,
    "answers": write_answers,
    "browse": write_browse_data,
    "search": write_search_index,
    "sitemap": write_index,
    "feed": write_feed,
    "void": write_void,
    "catalog": write_catalog,
    "redirects": write_redirects,
    "crate": write_crate,
    "checksums": write_checksums,
}
