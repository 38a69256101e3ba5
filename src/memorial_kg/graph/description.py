"""Describes the data set itself: VoID, DCAT 3, schema.org Dataset, and, in PROV, what was built from what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from memorial_kg import __version__
from memorial_kg.graph.mapper import Mapper
from memorial_kg.ontology import Ontology
from memorial_kg.records import Record
from memorial_kg.terms import RDF_TYPE, XSD, Quad, expand, iri, literal
from memorial_kg.values import parse_date
from memorial_kg.workspace import Dataset

__all__ = ["MEDIA_TYPES", "Description"]

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_TYPES = ("void:Dataset", "dcat:Dataset", "schema:Dataset", "prov:Entity")

# What dataset.toml says, and the terms of the vocabularies that say it.
_TEXTS: dict[str, tuple[str, ...]] = {
    "title": ("dcterms:title", "schema:name"),
    "description": ("dcterms:description", "schema:description"),
    "rights": ("dcterms:rights",),
}
_PLAIN: dict[str, tuple[str, ...]] = {
    "creator": ("dcterms:creator", "schema:creditText"),
    "version": ("dcat:version", "schema:version"),
}


class Description:
    """Makes the quads about the data set, under one ontology and one base IRI."""

    def __init__(self, ontology: Ontology, mapper: Mapper) -> None:
        self._prefixes, self._mapper = ontology.prefixes, mapper
        self._dataset = mapper.iri("dataset")

    def _term(self, curie: str) -> str:
        return iri(expand(curie, self._prefixes))

    def _say(self, subject: str, predicates: Iterable[str], obj: str) -> Iterator[Quad]:
        for predicate in predicates:
            yield Quad(subject, self._term(predicate), obj)

    def _typed(self, subject: str, types: Iterable[str]) -> Iterator[Quad]:
        for each in types:
            yield Quad(subject, RDF_TYPE, self._term(each))

    def quads(
        self,
        dataset: Dataset,
        sources: Iterable[Record],
        counts: Mapping[str, int],
        distributions: Mapping[str, tuple[str, str]],
    ) -> Iterator[Quad]:
        """The quads about the data set.

        `counts` gives the number of triples of each source's graph by name, and of the reconciled graph under "";
        distributions are by the name of the format: media type and file name.
        """
        me = self._dataset
        yield from self._typed(me, _TYPES)
        for name, predicates in _TEXTS.items():
            for language, text in getattr(dataset, name).items():
                yield from self._say(me, predicates, literal(text, language=language))
        for name, predicates in _PLAIN.items():
            if getattr(dataset, name):
                yield from self._say(me, predicates, literal(getattr(dataset, name)))
        if dataset.license:
            yield from self._say(me, ("dcterms:license", "schema:license"), iri(dataset.license))
        if dataset.modified:
            span = parse_date(dataset.modified)
            if span.literal:
                yield from self._say(me, ("dcterms:modified", "schema:dateModified"), literal(*span.literal))
        yield from self._say(me, ("void:uriSpace",), literal(dataset.base))
        yield from self._say(me, ("void:vocabulary",), iri(expand("mkg:", self._prefixes)))
        yield from self._say(me, ("void:vocabulary",), iri(expand("schema:", self._prefixes)))
        yield from self._say(me, ("void:triples",), self._count(counts[""]))
        yield from self._provenance(sources, counts)
        yield from self._distributions(distributions)

    def _count(self, number: int) -> str:
        return literal(str(number), f"{XSD}integer")

    def _provenance(self, sources: Iterable[Record], counts: Mapping[str, int]) -> Iterator[Quad]:
        me, build, software = self._dataset, self._mapper.iri("dataset#build"), self._mapper.iri("dataset#software")
        yield from self._typed(build, ("prov:Activity",))
        yield from self._typed(software, ("prov:SoftwareAgent", "schema:SoftwareApplication"))
        yield from self._say(software, ("schema:name",), literal("memorial-kg"))
        yield from self._say(software, ("schema:softwareVersion",), literal(__version__))
        yield from self._say(build, ("prov:wasAssociatedWith",), software)
        yield from self._say(me, ("prov:wasGeneratedBy",), build)
        for source in sources:
            name = self._mapper.iri(source.about)
            yield from self._say(me, ("prov:wasDerivedFrom", "schema:isBasedOn", "void:subset"), name)
            yield from self._say(build, ("prov:used",), name)
            yield from self._typed(name, ("void:Dataset", "schema:CreativeWork"))
            yield from self._say(name, ("void:triples",), self._count(counts.get(source.about, 0)))

    def _distributions(self, distributions: Mapping[str, tuple[str, str]]) -> Iterator[Quad]:
        for name, (media_type, file) in sorted(distributions.items()):
            one = self._mapper.iri(f"dataset#{name}")
            yield from self._typed(one, ("dcat:Distribution", "schema:DataDownload"))
            yield from self._say(self._dataset, ("dcat:distribution", "schema:distribution"), one)
            yield from self._say(one, ("dcat:mediaType",), iri(f"{MEDIA_TYPES}{media_type}"))
            yield from self._say(one, ("schema:encodingFormat",), literal(media_type))
            yield from self._say(one, ("dcat:downloadURL", "schema:contentUrl"), self._mapper.iri(file))
