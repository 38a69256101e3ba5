"""Values, properties and parts as a reader sees them: words for the terms of the graph, and where a link leads."""

from __future__ import annotations

import re
from typing import NamedTuple

from memorial_kg.ontology import Shape
from memorial_kg.site.site import Site
from memorial_kg.terms import Literal, compact, parse_term

__all__ = ["Shown", "key_label", "named_in", "property_label", "shown", "thing_label"]

_NAME_IN_BRACKETS = re.compile(r"\[([a-z]+/[a-z0-9-]+(?:/[a-z0-9-]+)*)\]")
_CUT = 600


class Shown(NamedTuple):
    """A value on a page: its text, the language of the text, and the IRI or name that it leads to ("" for none)."""

    text: str
    language: str = ""
    target: str = ""


def shown(site: Site, term: str, cut: int = _CUT) -> Shown:
    """A term as a value; long texts are cut, for the page of their record has them whole."""
    parsed = parse_term(term)
    if isinstance(parsed, Literal):
        whole = parsed.text if len(parsed.text) <= cut else f"{parsed.text[:cut].rstrip()} …"
        return Shown(whole, parsed.language)
    if site.catalogue.name(parsed) in site.catalogue:
        return thing_label(site, parsed)
    if parsed in site.ontology.labels:
        return Shown(word(site, parsed), target="")
    return Shown(compact(parsed, site.ontology.prefixes), target=parsed)


def thing_label(site: Site, iri: str) -> Shown:
    """What a thing or a part of one is called, and where it is: the page of the thing, at the part."""
    whole, _, fragment = site.catalogue.iri(iri).partition("#")
    label = site.label(site.catalogue.name(whole))
    text = f"{label.text}: {_part(site, fragment)}" if fragment else label.text
    return Shown(text, label.language, f"{whole}#{fragment}" if fragment else whole)


def _part(site: Site, fragment: str) -> str:
    for name in (fragment, fragment.partition("-")[0]):
        if f"part.{name}" in site.words:
            return site.words(f"part.{name}")
    return fragment.replace("-", " ")


def word(site: Site, iri: str) -> str:
    """The word for a term of an enumeration, in the language of the reader where there is one."""
    local = re.split(r"[#/]", iri)[-1]
    return site.words(f"term.{local}") if f"term.{local}" in site.words else site.ontology.labels.get(iri, local)


def property_label(site: Site, iri: str) -> str:
    """What a property is called: by the key that takes it, or by its own label."""
    for shape in site.ontology.shapes.values():
        for key in shape.keys.values():
            if key.path == iri:
                return _key(site, key.name, key.label)
    return word(site, iri) if iri in site.ontology.labels else compact(iri, site.ontology.prefixes)


def key_label(site: Site, thing: str, key: str) -> str:
    """What a key is called: “opened: date” for `inauguration.date`, “Sarajevo: name” for that of a place."""
    about, dot, rest = key.partition(".")
    if "/" in about and dot:
        return f"{site.label(about).text}: {key_label(site, about, rest)}"
    shape = site.ontology.shape_of(thing)
    return ": ".join(_steps(site, shape, key.split(".")))


def _steps(site: Site, shape: Shape | None, names: list[str]) -> list[str]:
    found = []
    for name in names:
        key = shape.keys.get(name) if shape else None
        found.append(_key(site, name, key.label if key else name))
        ahead = key.part if key else ""
        if key and not ahead:
            ahead = next((site.ontology.by_class[cls].name for cls in key.classes if cls in site.ontology.by_class), "")
        shape = site.ontology.shapes.get(ahead)
    return found


def _key(site: Site, name: str, label: str) -> str:
    return site.words(f"key.{name}") if f"key.{name}" in site.words else label


def named_in(site: Site, sentence: str) -> str:
    """A sentence of the graph with `[event/…]` as what the thing is called here."""

    def called(match: re.Match[str]) -> str:
        return site.label(match[1]).text if match[1] in site.catalogue else match[0]

    return _NAME_IN_BRACKETS.sub(called, sentence)
