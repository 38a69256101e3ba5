"""A comparison of two records' claims, with everything that lets a reader judge it: words, places, sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from memorial_kg.site.facts import Facts, facts_of, source_of
from memorial_kg.site.labels import key_path_label
from memorial_kg.site.showing import Shown, named_in, shown
from memorial_kg.site.site import Site
from memorial_kg.terms import expand

__all__ = ["Claim", "Compared", "Place", "compared"]

# What a part says of itself in words, the best first.
_WORDS = ("mkg:verbatimText", "schema:text", "mkg:paraphrase", "schema:description", "schema:name", "mkg:edtf",
          "geo:asWKT", "schema:value")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a source a claim stands, and in which words."""

    target: str
    locator: str
    verbatim: str
    note: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What one of the two records claims.

    `shared` is true where the source has other records of the same thing: its graph does not tell their values apart,
    and `values` are those of all of them.
    """

    record: str
    source: str
    values: list[Shown]
    places: list[Place]
    more_specific: bool
    shared: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison: of which thing and key, how the claims relate, the sentence that says so, and the claims."""

    iri: str
    thing: str
    relation: str
    label: str
    sentence: Shown
    claims: list[Claim]

    @property
    def anchor(self) -> str:
        """An id for the element that shows it, on a page with comparisons of many things."""
        return f"{self.thing}-{self.iri.partition('#')[2]}".replace("/", "-")


def compared(site: Site, facts: Facts, node: str, *, in_short: bool = False) -> Compared:
    """The comparison that is at this node of a thing; `in_short` without the places in the sources."""
    key = facts.first("mkg:key", node=node)
    records = [site.catalogue.name(iri) for iri in facts.texts("mkg:compares", node=node)]
    thing = site.catalogue.name(facts.iri)
    return Compared(
        iri=node,
        thing=thing,
        relation=facts.first("mkg:relation", node=node).rpartition("#")[2],
        label=key_path_label(site, key, thing),
        sentence=_sentence(site, facts, node),
        claims=[_claim(site, facts, node, record, "" if in_short else key) for record in records],
    )


def _sentence(site: Site, facts: Facts, node: str) -> Shown:
    said = next((shown(site, term, 4_000) for term in facts.values("mkg:explanation", node=node)), Shown(""))
    return said._replace(text=named_in(site, said.text))


def _claim(site: Site, facts: Facts, node: str, record: str, key: str) -> Claim:
    source = source_of(record)
    graph = site.catalogue.iri(source)
    prefixes = site.ontology.prefixes
    about = facts.first("mkg:comparedNode", node=node)
    other = site.catalogue.name(about)
    asked = facts if other == site.catalogue.name(facts.iri) else facts_of(site.catalogue, other, prefixes)
    terms = asked.values(*_properties(site, facts.first("mkg:comparedProperty", node=node)), node=about, graph=graph)
    here = facts_of(site.catalogue, record, prefixes)
    specific = [site.catalogue.name(iri) for iri in facts.texts("mkg:moreSpecific", node=node)]
    return Claim(
        record=record,
        source=source,
        values=[_value(site, asked, term, graph) for term in terms],
        places=list(_places(site, here, key)) if key else [],
        more_specific=record in specific,
        shared=bool(key) and _others(site, here, source),
    )


def _value(site: Site, facts: Facts, term: str, graph: str) -> Shown:
    """A value as it is shown; a part of the thing by its words, for those of the two claims are to be held together."""
    seen = shown(site, term)
    if seen.target.startswith(f"{facts.iri}#"):
        words = facts.values(*_WORDS, node=seen.target, graph=graph)
        return shown(site, words[0])._replace(target=seen.target) if words else seen
    return seen


def _properties(site: Site, iri: str) -> list[str]:
    """A property and those below it: whom a source calls the sculptor, it names as a creator."""
    return [iri, *(key.path for key in site.ontology.narrower.get(iri, ()))]


def _others(site: Site, record: Facts, source: str) -> bool:
    """Whether the source has another record of what this record is about."""
    about = site.catalogue.name(record.first("schema:about"))
    same = site.catalogue.mentions(
        about, predicate=expand("schema:about", site.ontology.prefixes), kind=f"record/{source.partition('/')[2]}"
    )
    return sum(1 for quad in same if not quad.graph) > 1


def _places(site: Site, record: Facts, key: str) -> Iterator[Place]:
    """Where the value of a key stands, as the record says; where it does not say that, where the record stands."""
    stated = {node: record.first("mkg:key", node=node) for node in record.nodes("mkg:Evidence")}
    narrower = [each.name for each in site.ontology.narrower.get(_path(site, key), ())]
    for wanted in ([key], narrower, [key.rpartition(".")[0]]):
        nodes = [node for node, name in stated.items() if name and name in wanted]
        if nodes:
            for node in nodes:
                yield Place(
                    node,
                    record.first("mkg:locator", node=node) or record.first("mkg:locator", node=record.iri),
                    record.first("mkg:verbatim", node=node),
                    record.first("mkg:editorialNote", node=node),
                )
            return
    yield Place(record.iri, record.first("mkg:locator", node=record.iri), "", "")


def _path(site: Site, key: str) -> str:
    found = site.ontology.shapes["Memorial"].keys.get(key)
    return found.path if found else ""
