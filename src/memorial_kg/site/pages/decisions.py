"""The pages of identity decisions: what was decided about which descriptions, and why."""

from __future__ import annotations

from collections.abc import Iterator

from memorial_kg.site.page import Page
from memorial_kg.site.pages.lists import card
from memorial_kg.site.programs.representations import formats_of
from memorial_kg.site.site import Site
from memorial_kg.site.things.values import value_of

__all__ = ["pages"]


def pages(site: Site) -> Iterator[Page]:
    """A page for each decision."""
    for name in site.catalogue.things("decision"):
        yield _page(site, name)


def _page(site: Site, name: str) -> Page:
    said = site.said(name)
    outcome = said.first("mkg:decision", node=said.iri)
    about = [site.catalogue.name(iri) for iri in said.texts("mkg:decides", node=said.iri)]
    data = {
        "label": site.label(name),
        "outcome": site.term_label(outcome),
        "meaning": f"decision.{outcome.rpartition('#')[2]}",
        "reasons": [value_of(site, term, longest=10_000) for term in said.values("mkg:reason", node=said.iri)],
        "about": [card(site, each) for each in about],
        "files": [f"{name}{each.suffix}" for each in formats_of(name, site)],
    }
    return Page(f"{name}.html", "decision.html", site.label(name).text, data, thing=name)
