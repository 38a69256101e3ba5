"""Describes the dataset and its files to harvesters: VoID at its well-known place, and a catalogue after DCAT-AP 3."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from memorial_kg.built import DATASET
from memorial_kg.export import FORMATS, Format
from memorial_kg.graph.description import MEDIA_TYPES
from memorial_kg.ontology import Ontology
from memorial_kg.site.files.checksums import checksum
from memorial_kg.site.programs.representations import formats_of
from memorial_kg.site.settings import LANGUAGES
from memorial_kg.site.site import Site
from memorial_kg.site.things.dataset import about
from memorial_kg.terms import RDF_TYPE, XSD, Quad, expand, iri, lines, literal

__all__ = ["write_catalog", "write_void"]

# What these two vocabularies need and the ontology does not.
_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "foaf": "http://xmlns.com/foaf/0.1/",
        "spdx": "http://spdx.org/rdf/terms#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
    }
)
# The authority tables of the EU, which DCAT-AP wants for languages and file types.
_TABLES = "http://publications.europa.eu/resource/authority/"
_LANGUAGES = {"en": "ENG", "az": "AZE", "tr": "TUR", "de": "DEU"}
_FILE_TYPES = {
    "turtle": "RDF_TURTLE",
    "jsonld": "JSON_LD",
    "ntriples": "RDF_N_TRIPLES",
    "nquads": "RDF_N_QUADS",
    "trig": "RDF_TRIG",
    "rdfxml": "RDF_XML",
    "geojson": "GEOJSON",
    "csv": "CSV",
}
# The formats of which the W3C keeps an IRI each, for void:feature.
_FEATURES = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "nquads": "N-Quads",
    "trig": "TriG",
    "jsonld": "JSON-LD",
}
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"


class _Statements:
    """Collects what is said, in short names."""

    def __init__(self, site: Site) -> None:
        self.ontology: Ontology = replace(site.ontology, prefixes={**site.ontology.prefixes, **_PREFIXES})
        self.quads: list[Quad] = []

    def term(self, name: str) -> str:
        return iri(expand(name, self.ontology.prefixes))

    def say(self, subject: str, **objects: Iterable[str]) -> None:
        """Say something of an IRI: `dcterms_title=[…]` are terms as N-Triples writes them; `a` gives classes."""
        for word, several in objects.items():
            predicate = RDF_TYPE if word == "a" else self.term(word.replace("_", ":", 1))
            for each in several:
                self.quads.append(Quad(iri(subject), predicate, self.term(each) if word == "a" else each))

    def write(self, wanted: str, base: str) -> bytes:
        stream = io.BytesIO()
        FORMATS[wanted].write(lines(self.quads), self.ontology, base, stream)
        return stream.getvalue()


def _root(site: Site) -> str:
    """Where the files lie: at the address of the site, or, where that is not known, where the data's own IRIs begin."""
    return site.settings.root or site.catalogue.base


def _texts(texts: Iterable[tuple[str, str]]) -> list[str]:
    return [literal(text, language=language) for language, text in texts]


def _iris(*addresses: str) -> list[str]:
    return [iri(each) for each in addresses if each]


# -- VoID --------------------------------------------------------------------------------------------------------------


def write_void(site: Site, folder: Path) -> None:
    """Write .well-known/void: what the data set is about, where it can be had, and an example of each kind of thing."""
    made, root, dataset = _Statements(site), _root(site), site.catalogue.iri(DATASET)
    document, known = f"{root}.well-known/void", about(site.catalogue)
    made.say(document, a=["void:DatasetDescription"], foaf_primaryTopic=_iris(dataset))
    made.say(document, dcterms_title=_texts(known.titles))
    own = [q for q in site.catalogue.quads(DATASET) if not q.graph and q.subject == iri(dataset)]
    made.quads += [quad for quad in own if quad.predicate not in _distributed(made)]
    dumps = [each for each in formats_of(DATASET, site) if each.name in _FEATURES]
    made.say(
        dataset,
        foaf_homepage=_iris(root),
        void_dataDump=_iris(*(f"{root}{DATASET}{each.suffix}" for each in dumps)),
        void_feature=_iris(*(f"http://www.w3.org/ns/formats/{_FEATURES[each.name]}" for each in dumps)),
        void_exampleResource=_iris(*_examples(site)),
        void_rootResource=_iris(dataset),
        void_sparqlEndpoint=_iris(site.settings.endpoint),
    )
    for source in known.sources:
        made.quads += [quad for quad in site.catalogue.quads(source) if not quad.graph and "#" not in quad.subject]
    (folder / ".well-known").mkdir(exist_ok=True)
    (folder / ".well-known" / "void").write_bytes(made.write("turtle", site.catalogue.base))


def _distributed(made: _Statements) -> set[str]:
    """What the graph says of its files; here they are told by their addresses."""
    return {made.term("dcat:distribution"), made.term("schema:distribution")}


def _examples(site: Site) -> Iterator[str]:
    for kind in site.ontology.by_namespace:
        yield from map(site.catalogue.iri, site.catalogue.things(kind, limit=1))


# -- DCAT-AP -----------------------------------------------------------------------------------------------------------


def write_catalog(site: Site, folder: Path) -> list[str]:
    """Write catalog.ttl and catalog.jsonld: a catalogue of one dataset, and each file of it with size and checksum."""
    made, root, known = _Statements(site), _root(site), about(site.catalogue)
    catalog, publisher = f"{root}catalog.ttl#catalog", f"{root}catalog.ttl#publisher"
    changed = [literal(known.modified, known.modified_type)] if known.modified else []
    of_both = {
        "dcterms_title": _texts(known.titles),
        "dcterms_description": _texts(known.descriptions) or _texts(known.titles),
        "dcterms_publisher": _iris(publisher) if known.creator else [],
        "dcterms_modified": changed,
    }
    made.say(
        catalog,
        a=["dcat:Catalog"],
        dcat_dataset=_iris(site.catalogue.iri(DATASET)),
        foaf_homepage=_iris(root),
        dcterms_license=_iris(known.license),
        dcterms_language=_languages(made, site.settings.languages),
        **of_both,
    )
    if known.creator:
        made.say(publisher, a=["foaf:Agent"], foaf_name=[literal(known.creator)])
    if known.license:
        made.say(known.license, a=["dcterms:LicenseDocument"])
    made.say(root, a=["foaf:Document"])
    _dataset(made, site, folder, of_both)
    _service(made, site, catalog)
    for name in ("turtle", "jsonld"):
        (folder / f"catalog{FORMATS[name].suffix}").write_bytes(made.write(name, site.catalogue.base))
    return [] if known.creator else ["no publisher in catalog.ttl: dataset.toml names no creator"]


def _languages(made: _Statements, tags: Iterable[str]) -> list[str]:
    known = [f"{_TABLES}language/{_LANGUAGES[tag]}" for tag in tags if tag in LANGUAGES]
    for each in known:
        made.say(each, a=["dcterms:LinguisticSystem"])
    return _iris(*known)


def _dataset(made: _Statements, site: Site, folder: Path, described: Mapping[str, list[str]]) -> None:
    root, dataset, known = _root(site), site.catalogue.iri(DATASET), about(site.catalogue)
    contact = f"{root}catalog.ttl#contact"
    files = {f"{dataset}#{each.name}": each for each in formats_of(DATASET, site)}
    made.say(
        dataset,
        a=["dcat:Dataset"],
        dcat_distribution=_iris(*files),
        dcat_landingPage=_iris(f"{root}{DATASET}.html"),
        dcat_version=[literal(known.version)] if known.version else [],
        dcat_contactPoint=_iris(contact if site.settings.contact else ""),
        dcterms_identifier=[literal(dataset, f"{XSD}anyURI")],
        dcterms_conformsTo=_iris(site.ontology.prefixes["mkg"].rstrip("#")),
        **described,
    )
    made.say(site.ontology.prefixes["mkg"].rstrip("#"), a=["dcterms:Standard"])
    made.say(f"{root}{DATASET}.html", a=["foaf:Document"])
    if site.settings.contact:
        address = {"vcard_hasEmail" if site.settings.contact.startswith("mailto:") else "vcard_hasURL": site.settings}
        made.say(contact, a=["vcard:Kind"], **{key: _iris(each.contact) for key, each in address.items()})
    for subject, each in files.items():
        _distribution(made, site, subject, each, folder / f"{DATASET}{each.suffix}")


def _distribution(made: _Statements, site: Site, subject: str, wanted: Format, file: Path) -> None:
    address, sums, known = f"{_root(site)}{file.name}", f"{subject}-checksum", about(site.catalogue)
    media_type = f"{MEDIA_TYPES}{wanted.media_types[0]}"
    file_type = f"{_TABLES}file-type/{_FILE_TYPES[wanted.name]}"
    made.say(
        subject,
        a=["dcat:Distribution"],
        dcterms_title=[literal(file.name)],
        dcterms_description=[literal(wanted.drops, language="en")] if wanted.drops else [],
        dcat_accessURL=_iris(address),
        dcat_downloadURL=_iris(address),
        dcat_mediaType=_iris(media_type),
        dcterms_format=_iris(file_type),
        dcat_byteSize=[literal(str(file.stat().st_size), f"{XSD}nonNegativeInteger")],
        dcterms_license=_iris(known.license),
        dcterms_modified=[literal(known.modified, known.modified_type)] if known.modified else [],
        spdx_checksum=_iris(sums),
    )
    made.say(media_type, a=["dcterms:MediaType"])
    made.say(file_type, a=["dcterms:MediaTypeOrExtent"])
    made.say(
        sums,
        a=["spdx:Checksum"],
        spdx_algorithm=[made.term("spdx:checksumAlgorithm_sha256")],
        spdx_checksumValue=[literal(checksum(file), f"{XSD}hexBinary")],
    )


def _service(made: _Statements, site: Site, catalog: str) -> None:
    """The endpoint, where the publisher named one."""
    if not site.settings.endpoint:
        return
    service = f"{_root(site)}catalog.ttl#sparql"
    made.say(catalog, dcat_service=_iris(service))
    made.say(
        service,
        a=["dcat:DataService"],
        dcterms_title=[literal("SPARQL 1.1", language="en")],
        dcat_endpointURL=_iris(site.settings.endpoint),
        dcat_servesDataset=_iris(site.catalogue.iri(DATASET)),
        dcterms_conformsTo=_iris(_PROTOCOL),
    )
    made.say(_PROTOCOL, a=["dcterms:Standard"])
