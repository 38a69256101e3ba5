"""What is missing: each check with how many things lack it, which, and what a helper can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from memorial_kg.site.ordering import by_label
from memorial_kg.site.page import Page
from memorial_kg.site.pages.lists import card
from memorial_kg.site.paging import parts
from memorial_kg.site.site import Label, Site
from memorial_kg.site.survey import survey_of
from memorial_kg.site.survey.checks import CHECKS

__all__ = ["FIRST", "Gap", "pages"]

FIRST = "missing.html"
_FEW = 12  # are shown on the first page

# The bundled queries that ask the same of the graph.
_QUERIES = {
    "position": "quality-missing-coordinates",
    "rough": "quality-missing-coordinates",
    "date": "quality-missing-date",
    "contradiction": "where-sources-differ",
    "undecided": "undecided-identities",
    "unbuilt": "proposals-never-built",
    "link": "quality-without-identifier",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One check: how many things lack it, of how many, and the first of them."""

    name: str
    count: int
    total: int
    first: list[tuple[str, Label]]
    query: str


def pages(site: Site) -> Iterator[Page]:
    """One page with every check, and pages for each of which more is missing than fits on it."""
    gaps = [_gap(site, name) for name in CHECKS]
    title = site.words("missing.title")
    yield Page(FIRST, "missing.html", title, {"gaps": gaps}, description=site.words("missing.lead"))
    for gap in gaps:
        if gap.count > len(gap.first):
            yield from _all(site, gap)


def _gap(site: Site, name: str) -> Gap:
    survey = survey_of(site.catalogue, site.ontology)
    total = sum(site.catalogue.kinds.get(kind, 0) for kind in CHECKS[name].kinds)
    first = [(each, site.label(each)) for each in islice(by_label(site, survey.lacking(name)), _FEW)]
    return Gap(name, survey.count_lacking(name), total, first, _QUERIES.get(name, ""))


def _all(site: Site, gap: Gap) -> Iterator[Page]:
    names = by_label(site, survey_of(site.catalogue, site.ontology).lacking(gap.name))
    title = site.words(f"missing.{gap.name}.title")
    for part in parts(names, gap.count, site.settings.page_size, f"missing/{gap.name}.html"):
        data = {"gap": gap, "part": part, "cards": [card(site, name) for name in part.items], "first": FIRST}
        yield Page(part.path, "missing-one.html", title, data, description=site.words(f"missing.{gap.name}.means"))
