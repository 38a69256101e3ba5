"""What keys and properties are called, for they have no names of their own; and what tells things apart."""

from __future__ import annotations

import re

from memorial_kg.site.site import Label, Site
from memorial_kg.terms import compact

__all__ = ["key_path_label", "named_in", "place_of", "property_label"]

_NAME_IN_BRACKETS = re.compile(r"\[([a-z]+/[a-z0-9-]+(?:/[a-z0-9-]+)*)\]")


def key_path_label(site: Site, key: str, name: str) -> str:
    """A key with dots into parts, in words: `inauguration.date` is `opened: date`, `place/x.name` is `Uşak: name`."""
    first, *rest = key.split(".") if "/" not in key else (key.rpartition(".")[0], key.rpartition(".")[2])
    shape = site.ontology.shape_of(first if "/" in key else name)
    said = [site.label(first).text] if "/" in key else []
    for each in rest if "/" in key else (first, *rest):
        found = shape.keys.get(each) if shape else None
        said.append(site.key_label(found, shape) if found else each)
        shape = site.ontology.shapes.get(found.part) if found else None
    label = said[0]
    for each in said[1:]:
        label = site.words("common.colon", a=label, b=each)
    return label


def property_label(site: Site, iri: str) -> str:
    """What a property is called: by the key that takes it, or by its own label."""
    for shape in site.ontology.shapes.values():
        for key in shape.keys.values():
            if key.path == iri:
                return site.key_label(key)
    return site.ontology.labels.get(iri, compact(iri, site.ontology.prefixes))


def place_of(site: Site, node: str) -> Label | None:
    """What holds a thing, to tell it from others of its name; None where that is not known, or contested."""
    said = site.said(site.catalogue.name(node))
    holding = said.iris("schema:containedInPlace", node=said.iri)
    return site.label(site.catalogue.name(holding[0])) if holding else None


def named_in(site: Site, sentence: str) -> str:
    """A sentence of the graph with `[event/…]` as what the thing is called here."""

    def called(match: re.Match[str]) -> str:
        return site.label(match[1]).text if match[1] in site.catalogue else match[0]

    return _NAME_IN_BRACKETS.sub(called, sentence)
