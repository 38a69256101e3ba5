"""Where the sources differ: every comparison, by how the two claims relate, with the claims side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from memorial_kg.site.page import Page
from memorial_kg.site.paging import Part, parts
from memorial_kg.site.site import Label, Site
from memorial_kg.site.survey import survey_of
from memorial_kg.site.things.comparisons import RELATIONS, comparison_of
from memorial_kg.site.things.labels import place_of
from memorial_kg.site.things.view import Comparison

__all__ = ["FIRST", "comparisons", "pages"]

FIRST = "differences.html"  # what agrees is only counted on it, and listed on pages of its own


def pages(site: Site) -> Iterator[Page]:
    """One page with the first of each relation but `same`, and as many more as there are comparisons."""
    survey = survey_of(site.catalogue, site.ontology)
    counts = {relation: survey.count_comparisons(relation) for relation in RELATIONS}
    shown_first: dict[str, Part[Comparison]] = {}
    for relation in RELATIONS:
        size = site.settings.page_size // (1 if relation == "same" else 4) or 1
        found = comparisons(site, survey.comparisons(relation))
        for part in parts(found, counts[relation], size, f"differences/{relation}.html"):
            if part.number == 1 and relation != "same":
                shown_first[relation] = part
            elif counts[relation]:
                yield _more(site, relation, part)
    yield Page(
        FIRST,
        "differences.html",
        site.words("differences.title"),
        {"counts": counts, "parts": {name: (by_thing(site, part.items), part) for name, part in shown_first.items()}},
        description=site.words("differences.lead"),
    )


def comparisons(site: Site, found: Iterable[tuple[str, str]]) -> Iterator[Comparison]:
    """Comparisons, by the names of their things and their nodes, with their claims."""
    return (comparison_of(site, site.said(name), node) for name, node in found)


def by_thing(site: Site, items: list[Comparison]) -> list[tuple[str, Label | None, list[Comparison]]]:
    """The comparisons of one page, those of one thing together: its name, its place, and they."""
    return [
        (name, place_of(site, site.catalogue.iri(name)), [*several])
        for name, several in groupby(items, key=lambda each: each.thing)
    ]


def _more(site: Site, relation: str, part: Part[Comparison]) -> Page:
    title = site.words(f"relation.{relation}.title")
    menu = [(number, FIRST if path == part.first_path and relation != "same" else path) for number, path in part.menu]
    data = {"relation": relation, "part": part, "groups": by_thing(site, part.items), "first": FIRST, "menu": menu}
    return Page(part.path, "differences-more.html", title, data, description=site.words(f"relation.{relation}.means"))
