"""Says what the reconciled graph says a second time, as Wikidata's direct (`wdt:`) triples do.

Which property repeats which is in `vocabulary.ttl` (mkg:truthy). Things with a verified Wikidata id take its place in
these triples, so that patterns written for the Wikidata Query Service, `?memorial wdt:P17 wd:Q43`, find what they look
for.
"""

from __future__ import annotations

from collections.abc import Iterator

from memorial_kg.graph.mapper import Mapper
from memorial_kg.graph.nodes import computed
from memorial_kg.ontology import Key, Ontology
from memorial_kg.records import Tree
from memorial_kg.records.entities import Entities
from memorial_kg.terms import RDFS_LABEL, XSD, Quad, iri, literal
from memorial_kg.values import fold, parse_date

__all__ = ["DirectTriples"]

_WIKIDATA = "http://www.wikidata.org/"
_P31 = iri(f"{_WIKIDATA}prop/direct/P31")
_MOST_KEPT = 50_000  # terms of things; most are written many times
_GEO_WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"


class DirectTriples:
    """Makes the labels and the direct triples of the trees of the reconciled graph."""

    def __init__(self, ontology: Ontology, entities: Entities, mapper: Mapper) -> None:
        self._ontology, self._entities, self._mapper = ontology, entities, mapper
        self._items: dict[str, str] = {}

    def item(self, about: str) -> str:
        """The term that stands for a thing in direct triples: its Wikidata item where it is verified, else itself."""
        made = self._items.get(about)
        if made is None:
            if len(self._items) > _MOST_KEPT:
                self._items.clear()
            wikidata = self._entities.wikidata(about)
            made = self._items[about] = iri(wikidata) if wikidata else self._mapper.iri(about)
        return made

    def quads(self, tree: dict[str, Tree]) -> Iterator[Quad]:
        """The labels and direct triples of a thing of the reconciled graph: its tree, or its claims with its `id`."""
        shape = self._ontology.shape_of(tree["id"])
        if shape is None:
            return
        yield from self.labels(tree)
        if not shape.direct:
            return
        subject = self.item(tree["id"])
        if shape.truthy_type:
            yield Quad(subject, _P31, iri(shape.truthy_type))
        for name, value in tree.items():
            key = shape.keys.get(name)
            if key is not None and key.truthy:
                for term in self.values(value, key):
                    yield Quad(subject, iri(key.truthy), term)

    def labels(self, tree: dict[str, Tree]) -> Iterator[Quad]:
        """The labels of a thing, under its own IRI and under that of its Wikidata item."""
        for text, language in self._labels(tree):
            label = literal(text, language=language)
            yield Quad(self._mapper.iri(tree["id"]), RDFS_LABEL, label)
            yield Quad(self.item(tree["id"]), RDFS_LABEL, label)

    def values(self, value: Tree, key: Key) -> Iterator[str]:
        """The terms that stand for a value of a tree in direct triples."""
        if key.kind == "text":
            yield from (literal(text, language=tag) for tag, texts in value.items() for text in texts)
            return
        for item in value if isinstance(value, list) else [value]:
            if key.kind == "reference":
                yield self.item(item["id"])  # never a part: those have no direct triples
            elif key.kind == "choice" and key.choices[item].startswith(_WIKIDATA):
                yield iri(key.choices[item])
            elif key.kind == "part":
                yield from self._of_part(item, key)

    def _of_part(self, part: dict[str, Tree], key: Key) -> Iterator[str]:
        shape = self._ontology.shapes[key.part]
        plain = shape.keys.get(shape.truthy_key)
        value = part.get(shape.truthy_key) or computed(part, shape).get(shape.truthy_key)
        rendered = any(each.secondhand and each.name in part for each in shape.keys.values())
        if plain is None or value is None or rendered:
            return
        if plain.kind == "text":
            yield from self.values(value, plain)
        elif plain.name == "date":
            time = wikidata_time(value)
            if time:
                yield time
        else:
            yield literal(value, _GEO_WKT if plain.name == "wkt" else plain.datatype)

    def _labels(self, tree: dict[str, Tree]) -> Iterator[tuple[str, str]]:
        """The editors' names of an entity; for a memorial its name, or, without an agreed one, its kind and place."""
        names: dict[str, list[str]] = tree.get("name", {})
        if tree["id"] in self._entities:
            yield from ((text, tag) for tag, texts in names.items() for text in texts)
            return
        agreed = {tag: texts[0] for tag, texts in names.items() if len({fold(text) for text in texts}) == 1}
        if agreed:  # Of several different names none is chosen, not even to be shown.
            tag = "en" if "en" in agreed else next(iter(agreed))
            yield agreed[tag], tag
            return
        shape = self._ontology.shape_of(tree["id"])
        country = [tree["country"]] if "country" in tree else []
        place = [tree["place"]] if "place" in tree else country
        area = tree.get("adminArea", place)
        # A forest of its own in a country says more than the country.
        where = place if [each["id"] for each in area] == [each["id"] for each in country] else area
        if shape is not None and where and "comparisons" in shape.keys:
            kind = self._ontology.labels.get(shape.cls, shape.label)
            yield f"{kind[:1].upper()}{kind[1:]} in {self._called(where[0])}", "en"

    def _called(self, place: dict[str, Tree]) -> str:
        """A place by the editors' name, or, where they have none, in the spelling of a record."""
        names = {} if self._entities.names(place["id"]) else place.get("name", {})
        texts = names.get("en") or next(iter(names.values()), None)
        return texts[0] if texts else self._entities.label(place["id"])


def wikidata_time(edtf: str) -> str:
    """A date as Wikidata's direct triples write it: the first moment of it; "" for an open beginning.

    (Wikibase RDF dump format, "Time": xsd:dateTime at midnight UTC, the precision stands in the full value only.)
    """
    earliest = parse_date(edtf).earliest
    return literal(f"{earliest.isoformat()}T00:00:00Z", f"{XSD}dateTime") if earliest else ""
