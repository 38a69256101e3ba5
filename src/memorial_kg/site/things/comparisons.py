"""How sources' claims relate: the claims side by side, and what relates them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from memorial_kg.site.site import Site
from memorial_kg.site.statements import Statements, source_of
from memorial_kg.site.things.evidence import account_of, places_of
from memorial_kg.site.things.labels import key_path_label, named_in
from memorial_kg.site.things.parts import part_label
from memorial_kg.site.things.values import cut, value_of
from memorial_kg.site.things.view import Claim, Comparison, Ref, Value

__all__ = ["RELATIONS", "comparison_of", "comparisons_of"]

# What a reader should see first comes first.
RELATIONS = ("disjoint", "refines", "overlaps", "complements", "same")
_MOST = 100  # on the page of one thing; the pages of the differences have all
_WHOLE = 20_000  # letters of a text on the page of its own thing
_LONGEST = 1_600  # letters of an explanation, which quotes both claims in full


def comparisons_of(site: Site, name: str, number: Callable[[str], int]) -> tuple[Comparison, ...]:
    """The first comparisons of the records of a thing; `number` gives the number of a source on its page."""
    said = site.said(name)
    nodes = said.iris("mkg:comparison", node=said.iri, graph=None)
    known = [node for node in nodes if _relation(said, node) in RELATIONS]
    first = sorted(known, key=lambda node: (RELATIONS.index(_relation(said, node)), node))[:_MOST]
    return tuple(comparison_of(site, said, node, number, longest=_WHOLE) for node in first)


def comparison_of(
    site: Site, said: Statements, node: str, number: Callable[[str], int] = lambda _: 0, *, longest: int = 600
) -> Comparison:
    """The comparison that is at a node of a thing; its values are cut where they are longer than so many letters."""
    thing, key = site.catalogue.name(said.iri), said.first("mkg:key", node=node)
    about, path = said.first("mkg:comparedNode", node=node), said.first("mkg:comparedProperty", node=node)
    specific = {*said.iris("mkg:moreSpecific", node=node)}

    def claim(iri: str) -> Claim:
        record = site.catalogue.name(iri)
        source, shared = source_of(record), _is_shared(site, record)
        ref = Ref(number(source), source, places_of(site, [account_of(site, record)], key))
        values = () if shared else _values(site, about, path, site.catalogue.iri(source), longest)
        return Claim(record, ref, values, iri in specific, shared)

    return Comparison(
        node,
        thing,
        _relation(said, node),
        about,
        path,
        key_path_label(site, key, thing),
        cut(named_in(site, said.first("mkg:explanation", node=node)), _LONGEST),
        tuple(claim(iri) for iri in said.iris("mkg:compares", node=node)),
    )


def _relation(said: Statements, node: str) -> str:
    return said.first("mkg:relation", node=node).rpartition("#")[2]


def _is_shared(site: Site, record: str) -> bool:
    """Whether the source has another record of what this record is about."""
    about = site.catalogue.name(site.said(record).first("schema:about"))
    kind = f"record/{record.split('/')[1]}"
    same = (quad for quad in site.catalogue.mentions(about, predicate=site.path("schema:about"), kind=kind))
    return len({*islice((quad.subject for quad in same if not quad.graph), 2)}) > 1


def _values(site: Site, node: str, path: str, graph: str, longest: int) -> tuple[Value, ...]:
    """What a source says of one property of one node, which may be another thing that both records mention."""
    name = site.catalogue.name(node)
    said = site.said(name)
    paths = (path, *(key.path for key in site.ontology.narrower.get(path, ())))
    found = (
        value_of(site, term, path, within=name, longest=longest) for term in said.values(*paths, node=node, graph=graph)
    )
    return tuple(_in_its_words(site, value, graph) for value in found)


def _in_its_words(site: Site, value: Value, graph: str) -> Value:
    """A part of the thing by what the source says in it."""
    if value.kind != "link" or "#" not in value.target:
        return value
    label = part_label(site, value.target, value.target.partition("#")[0], graph)
    return replace(value, text=label.text, language=label.language)
