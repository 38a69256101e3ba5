"""About the data: what they are, under which licence, from which sources, how they were made, checked and decided."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from memorial_kg.built import REPORTS
from memorial_kg.export import FORMATS
from memorial_kg.site.page import Page
from memorial_kg.site.paging import page_path
from memorial_kg.site.site import PAGED_KINDS, Site, best
from memorial_kg.site.survey import survey_of
from memorial_kg.site.things.comparisons import RELATIONS
from memorial_kg.site.things.dataset import about
from memorial_kg.site.things.values import value_of
from memorial_kg.site.things.view import Value

__all__ = ["pages"]

_MOST_RESULTS = 100  # of the validation; the report has all
_MOST_SOURCES = 200  # on this page; the list of sources has all
_OUTCOMES = ("sameThing", "distinct", "undecided")


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the whole dataset: its size in words, and what its format cannot carry ("" for nothing)."""

    path: str
    format: str
    size: str
    drops: str


@dataclass(frozen=True, slots=True)
class SourceInShort:
    """A source as the table of the provenance shows it."""

    name: str
    kind: str
    licence: str
    rights: Value | None
    sha256: str
    records: int


def pages(site: Site) -> Iterator[Page]:
    """One page, about the dataset as a whole."""
    said = about(site.catalogue)
    software = site.said("dataset")
    made_by = site.catalogue.iri("dataset#software")
    survey = survey_of(site.catalogue, site.ontology)
    names = sorted(site.catalogue.things("source"))
    data = {
        "about": said,
        "descriptions": best(said.descriptions, site.language) if said.descriptions else None,
        "rights": best(said.rights, site.language) if said.rights else None,
        "kinds": [(kind, site.catalogue.kinds.get(kind, 0)) for kind in PAGED_KINDS],
        "relations": [(relation, survey.count_comparisons(relation)) for relation in RELATIONS],
        "sources": [_source(site, name) for name in names[:_MOST_SOURCES]],
        "more_sources": max(0, len(names) - _MOST_SOURCES),
        "outcomes": _outcomes(site),
        "report_files": [*REPORTS.values()],
        "report_of": _report(site),
        "downloads": [*_downloads(site)],
        "software": software.first("schema:name", node=made_by),
        "software_version": software.first("schema:softwareVersion", node=made_by),
        "iri": site.catalogue.iri("dataset"),
        "decisions": page_path("decision/index.html", 1),
    }
    title = site.words("dataset.title")
    yield Page("dataset.html", "dataset.html", title, data, thing="dataset", description=site.words("dataset.lead"))


def _source(site: Site, name: str) -> SourceInShort:
    said = site.said(name)
    rights = said.values("mkg:rightsNote", node=said.iri)
    return SourceInShort(
        name,
        said.first("dcterms:type", node=said.iri),
        said.first("dcterms:license", node=said.iri),
        value_of(site, rights[0]) if rights else None,
        said.first("mkg:sha256", node=said.iri),
        sum(1 for _ in site.catalogue.mentions(name, predicate=site.path("dcterms:source"), kind="record")),
    )


def _outcomes(site: Site) -> list[tuple[str, int]]:
    """How many identity decisions have each outcome, in words."""
    counted: Counter[str] = Counter()
    for name in site.catalogue.things("decision"):
        counted[site.said(name).first("mkg:decision")] += 1
    known = [site.path(f"mkg:{each}") for each in _OUTCOMES]
    return [(site.term_label(iri), counted[iri]) for iri in [*known, *sorted(counted.keys() - {*known})]]


def _report(site: Site) -> dict[str, object]:
    """What the validation found, with the first of its results; empty where no report lies beside the graph."""
    path = site.graph / REPORTS["json"]
    if not path.is_file():
        return {}
    report = json.loads(path.read_text(encoding="utf-8"))
    return {
        "conforms": report["conforms"],
        "checked": report["checked"],
        "counts": report["counts"],
        "results": report["results"][:_MOST_RESULTS],
        "more": max(0, len(report["results"]) - _MOST_RESULTS),
    }


def _downloads(site: Site) -> Iterator[Download]:
    for each in FORMATS.values():
        path = site.graph / f"dataset{each.suffix}"
        if path.is_file():
            yield Download(path.name, each.name, _size(site, path.stat().st_size), each.drops)


def _size(site: Site, size: int) -> str:
    """The size of a file in the unit that a reader expects."""
    for unit, step in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= step:
            number = f"{size / step:.1f}" if size < 10 * step else str(round(size / step))
            return f"{number.replace('.', site.words('number.decimal'))} {unit}"
    return f"{size} B"
