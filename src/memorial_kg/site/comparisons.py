"""How sources' claims relate, as plain data for a page: the claims side by side, and what relates them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from memorial_kg.ontology import Key
from memorial_kg.site.evidence import Reading, Ref
from memorial_kg.site.labels import key_path_label, named
from memorial_kg.site.statements import statements_of
from memorial_kg.site.values import Value, cut, value_of
from memorial_kg.terms import Literal, parse_term

__all__ = ["RELATIONS", "Claim", "Comparison", "comparisons_of"]

# What a reader should see first comes first.
RELATIONS = ("disjoint", "overlaps", "refines", "complements", "same")
_MOST = 100  # of one thing; what more there are stays in the data
_LONGEST = 800  # letters of an explanation, which quotes both claims in full


@dataclass(frozen=True, slots=True)
class Claim:
    """What one record says: its values as they stand in the graph of its source, and where it says so.

    Where a source has several records of the thing, they share a graph, and their values cannot be told apart: then
    `values` is empty, and the explanation and the words of the source say what each of them says.
    """

    record: str
    ref: Ref
    values: tuple[Value, ...]
    more_specific: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two claims of one property of one node.

    `label` says what is compared; `sentence` says what the relation means, in the language of the interface;
    `explanation` says it with the values, in English.
    """

    fragment: str
    relation: str
    relation_label: str
    node: str
    path: str
    key: str
    label: str
    sentence: str
    explanation: str
    claims: tuple[Claim, ...]


def comparisons_of(reading: Reading) -> tuple[Comparison, ...]:
    """The comparisons of the records of a thing, those first that a reader should see first."""
    site, said = reading.site, reading.said
    nodes = said.iris(site.catalogue.iri(reading.name), site.path("mkg:comparison"))
    relation = {node: next(iter(said.iris(node, site.path("mkg:relation"))), "").rpartition("#")[2] for node in nodes}
    order = {each: rank for rank, each in enumerate(RELATIONS)}
    known = [node for node in nodes if relation[node] in order]
    first = sorted(known, key=lambda node: (order[relation[node]], node))[:_MOST]
    return tuple(_comparison(reading, node, relation[node]) for node in first)


def _comparison(reading: Reading, comparison: str, relation: str) -> Comparison:
    site, said = reading.site, reading.said

    def names(curie: str) -> list[str]:
        return [each.removeprefix(site.catalogue.base) for each in said.iris(comparison, site.path(curie))]

    def text(curie: str) -> str:
        found = [parse_term(each) for each in said.standing(comparison, site.path(curie))]
        return next((each.text for each in found if isinstance(each, Literal)), "")

    key, records, specific = text("mkg:key"), names("mkg:compares"), names("mkg:moreSpecific")
    node = next(iter(said.iris(comparison, site.path("mkg:comparedNode"))), "")
    path = next(iter(said.iris(comparison, site.path("mkg:comparedProperty"))), "")
    accounts = Counter(each.source for each in reading.witnesses.accounts)
    values = _Claimed(reading, node, path, key)
    return Comparison(
        comparison.partition("#")[2],
        relation,
        site.words(f"relation.{relation}.title"),
        node,
        path,
        key,
        key_path_label(site, key, reading.name),
        site.words(f"claims.{relation}"),
        cut(text("mkg:explanation"), _LONGEST),
        tuple(
            Claim(
                record,
                reading.witnesses.ref(_source(record), key, record),
                values.by(_source(record)) if accounts[_source(record)] <= 1 else (),
                record in specific,
            )
            for record in records
        ),
    )


def _source(record: str) -> str:
    return f"source/{record.split('/')[1]}"


@dataclass(frozen=True, slots=True)
class _Claimed:
    """What sources say of one property of one node, which may be another thing that both of them mention."""

    reading: Reading
    node: str
    path: str
    key: str

    def by(self, source: str) -> tuple[Value, ...]:
        site, name = self.reading.site, self.reading.site.catalogue.name(self.node)
        said = self.reading.said if name == self.reading.name else statements_of(site.catalogue, name)
        shaped = self._shaped(name)
        paths = [self.path, *(key.path for key in self._keys() if self.path in key.broader)]
        terms = dict.fromkeys(
            term for path in paths for term in said.claimed(self.node, path, site.catalogue.iri(source))
        )
        return tuple(named(value_of(site, shaped, term), name, site, said) for term in terms)

    def _keys(self) -> Iterator[Key]:
        return (key for shape in self.reading.site.ontology.shapes.values() for key in shape.keys.values())

    def _shaped(self, name: str) -> Key:
        """The key that is compared, found by its property: only how its values are shown matters."""
        own = self.reading.site.ontology.shape_of(name)
        keys = [*(own.keys.values() if own else ()), *self._keys()]
        return next((key for key in keys if key.path == self.path), Key(self.key, self.path, "plain", 0, "", "", ""))
