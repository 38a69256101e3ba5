"""The ontology for readers: every term with its alignments and an example from the data, and the keys of a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from memorial_kg.ontology import Key, Shape, Term, documented_terms, rules
from memorial_kg.site.page import Page
from memorial_kg.site.site import Site
from memorial_kg.site.survey import survey_of
from memorial_kg.site.things.values import value_of
from memorial_kg.site.things.view import Value
from memorial_kg.terms import compact

__all__ = ["KINDS", "anchor", "pages"]

KINDS = ("class", "property", "word", "annotation")


@dataclass(frozen=True, slots=True)
class Documented:
    """A term with its id on the page, its short name, and a node of the data that uses it (None if none does)."""

    term: Term
    anchor: str
    curie: str
    example: Value | None


@dataclass(frozen=True, slots=True)
class KeyInWords:
    """A key of a record, with what it takes in words."""

    key: Key
    curie: str
    where: str
    takes: str
    choices: list[tuple[str, str]]
    how_many: str


@dataclass(frozen=True, slots=True)
class ShapeInWords:
    """A shape: its keys in page order, and what it asks beyond them."""

    shape: Shape
    label: str
    keys: list[KeyInWords]
    rules: tuple[str, ...]


def pages(site: Site) -> Iterator[Page]:
    """One page, whose elements have the local names of our terms as their ids."""
    terms = [_documented(site, term) for term in documented_terms()]
    data = {
        "kinds": {kind: sorted((t for t in terms if t.term.kind == kind), key=_order) for kind in KINDS},
        "shapes": [_shape(site, shape) for shape in site.ontology.shapes.values()],
        "general": rules(),
        "curie": lambda iri: compact(iri, site.ontology.prefixes),
        "namespace": site.ontology.prefixes["mkg"],
        "known": {term.term.iri: term.anchor for term in terms},
        "prefixes": sorted(site.ontology.prefixes.items()),
    }
    title, lead = site.words("ontology.title"), site.words("ontology.lead")
    yield Page("ontology.html", "ontology.html", title, data, thing="ontology", description=lead)


def anchor(iri: str, site: Site) -> str:
    """The id of a term on the page: its local name if it is ours, else its short name with a hyphen."""
    short = compact(iri, site.ontology.prefixes)
    return short.removeprefix("mkg:").replace(":", "-")


def _order(each: Documented) -> tuple[bool, str]:
    return not each.curie.startswith("mkg:"), each.curie.casefold()


def _documented(site: Site, term: Term) -> Documented:
    node = survey_of(site.catalogue, site.ontology).example(term.iri)
    example = value_of(site, f"<{node}>") if node else None
    return Documented(term, anchor(term.iri, site), compact(term.iri, site.ontology.prefixes), example)


def _shape(site: Site, shape: Shape) -> ShapeInWords:
    keys = [_key(site, shape, key) for key in shape.keys.values()]
    return ShapeInWords(shape, site.shape_label(shape), keys, rules(shape.cls))


def _key(site: Site, shape: Shape, key: Key) -> KeyInWords:
    words = site.words
    number = "derived" if key.derived else ("one" if key.single else "many") + ("-required" if key.required else "")
    return KeyInWords(
        key,
        compact(key.path, site.ontology.prefixes),
        f"key-{shape.name}-{key.name}",
        words(f"ontology.takes.{key.kind}", what=_what(site, key)),
        sorted((word, iri) for word, iri in key.choices.items()),
        words(f"ontology.number.{number}"),
    )


def _what(site: Site, key: Key) -> str:
    if key.kind == "part":
        return site.shape_label(site.ontology.shapes[key.part])
    if key.kind == "reference":
        shapes = [site.ontology.by_class[cls] for cls in key.classes if cls in site.ontology.by_class]
        return ", ".join(site.shape_label(shape) for shape in shapes)
    return compact(key.datatype, site.ontology.prefixes) if key.datatype else ""
