"""The forms in which a thing can be had: media types and profiles, as tables."""

from __future__ import annotations

from dataclasses import dataclass

from memorial_kg.export import FORMATS
from memorial_kg.server.media import MEDIA_TYPES

__all__ = [
    "ALTERNATIVES",
    "DEFAULT_PROFILE",
    "HTML",
    "LINKSET",
    "REPRESENTATIONS",
    "SCHEMA_ORG",
    "WIKIBASE",
    "Profile",
    "Representation",
    "by_suffix",
]


@dataclass(frozen=True, slots=True)
class Representation:
    """A form of a thing: the suffix of its address, and its media types, of which the first is sent."""

    suffix: str
    media_types: tuple[str, ...]
    rdf: bool = True  # can be made of lines, without an engine

    @property
    def media_type(self) -> str:
        """The media type without parameters."""
        return self.media_types[0]

    @property
    def content_type(self) -> str:
        """The media type as a header says it."""
        return MEDIA_TYPES.get(self.suffix, self.media_type)


@dataclass(frozen=True, slots=True)
class Profile:
    """A vocabulary in which a thing can be described; the first IRI is the one to say."""

    word: str  # by which an address asks for it
    iris: tuple[str, ...]
    title: str
    suffixes: tuple[str, ...] = ()  # of the forms in which it can be had, unless they are those of the thing


HTML = Representation(".html", ("text/html", "application/xhtml+xml"), rdf=False)
LINKSET = Representation(".linkset", ("application/linkset+json",), rdf=False)

# Of forms that a client wants equally, the first is sent.
REPRESENTATIONS = (
    HTML,
    *(Representation(each.suffix, each.media_types, each.takes != "table") for each in FORMATS.values()),
)

DEFAULT_PROFILE = Profile(
    "mkg",
    ("https://w3id.org/memorial-kg/ontology", "https://w3id.org/memorial-kg/ontology#"),
    "The graph as it is: the terms of this ontology and of schema.org, with a named graph for each source",
)
SCHEMA_ORG = Profile(
    "schema",
    ("https://schema.org/", "http://schema.org/", "https://schema.org", "http://schema.org"),
    "What schema.org has terms for, as the page carries it inside",
    suffixes=(".jsonld",),
)
WIKIBASE = Profile(
    "wikibase",
    ("http://wikiba.se/ontology", "http://wikiba.se/ontology#"),
    "Statements with qualifiers, ranks and references, as Wikidata shapes them",
    suffixes=(".ttl", ".jsonld", ".nt", ".nq", ".trig", ".rdf"),
)
ALTERNATIVES = Profile(
    "alt",
    ("http://www.w3.org/ns/dx/connegp/altr", "http://www.w3.org/ns/dx/conneg/altr"),
    "The list of all forms that there are",
)


def by_suffix(path: str) -> tuple[str, Representation] | None:
    """The stem of a path and the form that its suffix names.

    >>> stem, form = by_suffix("memorial/tr-usak.ttl")
    >>> stem, form.media_type
    ('memorial/tr-usak', 'text/turtle')
    """
    for each in (*REPRESENTATIONS, LINKSET):
        if path.endswith(each.suffix):
            return path.removesuffix(each.suffix), each
    return None
