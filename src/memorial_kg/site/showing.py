"""Values, properties and parts as a reader sees them: words for the terms of the graph, and where a link leads."""

from __future__ import annotations

import re
from typing import NamedTuple

from memorial_kg.site.dates import date_in_words
from memorial_kg.site.facts import facts_of
from memorial_kg.site.labels import part_label
from memorial_kg.site.site import Label, Site
from memorial_kg.site.statements import Statements
from memorial_kg.terms import Literal, compact, parse_term

__all__ = ["Shown", "named_in", "place_of", "property_label", "shown", "thing_label"]

_NAME_IN_BRACKETS = re.compile(r"\[([a-z]+/[a-z0-9-]+(?:/[a-z0-9-]+)*)\]")
_CUT = 600
_NOTHING = Statements(())
_EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


class Shown(NamedTuple):
    """A value on a page: its text, the language of the text, and the IRI or name that it leads to ("" for none)."""

    text: str
    language: str = ""
    target: str = ""


def shown(site: Site, term: str, cut: int = _CUT) -> Shown:
    """A term as a value; long texts are cut, for the page of their record has them whole."""
    parsed = parse_term(term)
    if isinstance(parsed, Literal):
        if parsed.datatype == _EDTF:
            return Shown(date_in_words(parsed.text, site.words).text)
        whole = parsed.text if len(parsed.text) <= cut else f"{parsed.text[:cut].rstrip()} …"
        return Shown(whole, parsed.language)
    if site.catalogue.name(parsed) in site.catalogue:
        return thing_label(site, parsed)
    if parsed in site.ontology.labels:
        return Shown(site.term_label(parsed))
    return Shown(compact(parsed, site.ontology.prefixes), target=parsed)


def thing_label(site: Site, iri: str) -> Shown:
    """What a thing or a part of one is called, and where it is: the page of the thing, at the part."""
    full = site.catalogue.iri(iri)
    whole, _, fragment = full.partition("#")
    if not fragment:
        return Shown(*site.label(site.catalogue.name(whole)), whole)
    return Shown(*part_label(site, full.removeprefix(site.catalogue.base), "", _NOTHING), full)


def place_of(site: Site, node: str) -> Label | None:
    """What holds a thing, to tell it from others of its name; None where that is not known, or contested."""
    facts = facts_of(site.catalogue, site.catalogue.name(node), site.ontology.prefixes)
    holding = facts.texts("schema:containedInPlace", node=facts.iri)
    return site.label(site.catalogue.name(holding[0])) if holding else None


def property_label(site: Site, iri: str) -> str:
    """What a property is called: by the key that takes it, or by its own label."""
    for shape in site.ontology.shapes.values():
        for key in shape.keys.values():
            if key.path == iri:
                return site.key_label(key)
    return site.ontology.labels.get(iri, compact(iri, site.ontology.prefixes))


def named_in(site: Site, sentence: str) -> str:
    """A sentence of the graph with `[event/…]` as what the thing is called here."""

    def called(match: re.Match[str]) -> str:
        return site.label(match[1]).text if match[1] in site.catalogue else match[0]

    return _NAME_IN_BRACKETS.sub(called, sentence)
