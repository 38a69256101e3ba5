"""The pages of identity decisions: what was decided about which descriptions, and why."""

from __future__ import annotations

from collections.abc import Iterator

from memorial_kg.site.facts import facts_of
from memorial_kg.site.page import Page
from memorial_kg.site.pages.lists import card
from memorial_kg.site.representations import formats_of
from memorial_kg.site.showing import shown
from memorial_kg.site.site import Site

__all__ = ["pages"]


def pages(site: Site) -> Iterator[Page]:
    """A page for each decision."""
    for name in site.catalogue.things("decision"):
        yield _page(site, name)


def _page(site: Site, name: str) -> Page:
    facts = facts_of(site.catalogue, name, site.ontology.prefixes)
    outcome = facts.first("mkg:decision", node=facts.iri)
    about = [site.catalogue.name(iri) for iri in facts.texts("mkg:decides", node=facts.iri)]
    data = {
        "label": site.label(name),
        "outcome": site.term_label(outcome),
        "meaning": f"decision.{outcome.rpartition('#')[2]}",
        "reasons": [shown(site, term, 10_000) for term in facts.values("mkg:reason", node=facts.iri)],
        "about": [card(site, each) for each in about],
        "files": [f"{name}{each.suffix}" for each in formats_of(name, site)],
    }
    return Page(f"{name}.html", "decision.html", site.label(name).text, data, thing=name)
