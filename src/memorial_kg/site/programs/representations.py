"""The data beside the pages: each thing in the formats that programs read."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from memorial_kg.built import DATASET
from memorial_kg.catalogue import Catalogue
from memorial_kg.export import FORMATS, Format
from memorial_kg.export.nodes import thing_of
from memorial_kg.export.selection import Form, one_memorial
from memorial_kg.ontology import Ontology
from memorial_kg.site.site import Site
from memorial_kg.terms import RDFS_LABEL, Quad, lines, literal, unwrap

__all__ = ["formats_of", "representation", "thing_lines", "write_representations"]

# What every thing is written in; what records are about is written in all formats.
_OF_EVERYTHING = ("turtle", "jsonld", "ntriples")
_REMEMBERED = 2_000  # things whose quads are kept for the next one that names them: countries, events, sculptors


def formats_of(name: str, site: Site) -> list[Format]:
    """The formats in which a thing lies beside its page, by its name; the dataset has the dumps that were built."""
    if name == DATASET:
        return [each for each in FORMATS.values() if (site.graph / f"{DATASET}{each.suffix}").is_file()]
    if name.partition("/")[0] in site.ontology.subjects():
        return [*FORMATS.values()]
    return [FORMATS[each] for each in _OF_EVERYTHING]


def write_representations(site: Site, names: Iterable[str], folder: Path) -> Iterator[str]:
    """Write the data of things beside their pages, and give the name of each when it is done."""
    found = _Found(site.catalogue)
    for name in names:
        several: dict[Form, list[str]] = {}
        for each in formats_of(name, site):
            if each.takes not in several:
                several[each.takes] = thing_lines(site.catalogue, site.ontology, name, each.takes, found)
            (folder / f"{name}{each.suffix}").write_bytes(_written(several[each.takes], each, site))
        yield name


def representation(site: Site, name: str, wanted: Format) -> bytes:
    """One thing in one format, as the file beside its page has it."""
    return _written(thing_lines(site.catalogue, site.ontology, name, wanted.takes), wanted, site)


def _written(chosen: list[str], wanted: Format, site: Site) -> bytes:
    stream = io.BytesIO()
    wanted.write(chosen, site.ontology, site.catalogue.base, stream)
    return stream.getvalue()


class _Found:
    """The quads of things, the last ones remembered."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.quads = lru_cache(maxsize=_REMEMBERED)(catalogue.quads)


class _InCatalogue:
    """Looks up quads for a form: all of them, or those of the reconciled graph."""

    def __init__(self, found: _Found, form: Form) -> None:
        self._found, self._form = found, form

    def said(self, thing: str) -> Iterator[Quad]:
        return self._fitting(self._found.quads(self._found.catalogue.name(thing)))

    def pointing(self, predicate: str, thing: str) -> Iterator[Quad]:
        catalogue = self._found.catalogue
        every = self._fitting(catalogue.mentions(catalogue.name(thing), predicate=unwrap(predicate)))
        return (quad for quad in every if unwrap(quad.object) == thing)

    def _fitting(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        return (quad for quad in quads if self._form == "quads" or not quad.graph)


def thing_lines(
    catalogue: Catalogue, ontology: Ontology, name: str, form: Form, found: _Found | None = None
) -> list[str]:
    """The lines that tell of one thing: of a memorial as `memorial-kg export --memorial` chooses them.

    Of any other, what is said of it and its parts, and the labels of what that names.
    """
    where = _InCatalogue(found or _Found(catalogue), form)
    iri = catalogue.iri(name)
    if name.partition("/")[0] in ontology.subjects():
        return lines(one_memorial(iri, where, ontology, catalogue.base))
    said = [*where.said(iri)]
    return sorted({*lines(said), *_labels(said, catalogue)})


def _labels(said: list[Quad], catalogue: Catalogue) -> Iterator[str]:
    """What the reconciled graph calls the things that quads name."""
    named = {unwrap(quad.object) for quad in said if quad.object.startswith("<")}
    for each in sorted(named - {unwrap(quad.subject) for quad in said}):
        if thing_of(each).startswith(catalogue.base):
            for language, text in catalogue.labels(each):
                yield f"<{each}> {RDFS_LABEL} {literal(text, language=language)} ."
