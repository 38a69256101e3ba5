"""What the built graph says of itself, for every page and file that tells of the dataset as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from memorial_kg.catalogue import Catalogue
from memorial_kg.terms import Literal, Quad, parse_term, unwrap

__all__ = ["About", "about"]

_DCTERMS = "http://purl.org/dc/terms/"
_DCAT = "http://www.w3.org/ns/dcat#"
# The part of a date that its first day lacks: `2026` begins on 2026-01-01.
_FIRST_DAY = "0000-01-01"


@dataclass(frozen=True, slots=True)
class About:
    """The dataset in its own words. Texts are (language, text); what nobody stated is empty.

    `modified` is as precise as it was stated: a day, a month or a year. `distributions` gives the media type of each
    dump by the name of its file.
    """

    titles: tuple[tuple[str, str], ...] = ()
    descriptions: tuple[tuple[str, str], ...] = ()
    rights: tuple[tuple[str, str], ...] = ()
    creator: str = ""
    version: str = ""
    license: str = ""
    modified: str = ""
    modified_type: str = ""
    sources: tuple[str, ...] = ()
    distributions: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """The first day of the date of the last change; "" when there is none."""
        return self.modified + _FIRST_DAY[len(self.modified) :] if self.modified else ""


@lru_cache(maxsize=4)
def about(catalogue: Catalogue) -> About:
    """What the reconciled graph says of the dataset."""
    quads = [quad for quad in catalogue.quads("dataset") if not quad.graph]
    me = f"<{catalogue.iri('dataset')}>"
    own = [quad for quad in quads if quad.subject == me]
    modified = next((each for each in _literals(own, f"{_DCTERMS}modified")), Literal("", "", ""))
    return About(
        titles=_texts(own, f"{_DCTERMS}title"),
        descriptions=_texts(own, f"{_DCTERMS}description"),
        rights=_texts(own, f"{_DCTERMS}rights"),
        creator=_first(own, f"{_DCTERMS}creator"),
        version=_first(own, f"{_DCAT}version"),
        license=next(iter(_iris(own, f"{_DCTERMS}license")), ""),
        modified=modified.text,
        modified_type=modified.datatype,
        sources=tuple(catalogue.name(each) for each in _iris(own, "http://www.w3.org/ns/prov#wasDerivedFrom")),
        distributions=dict(_distributions(quads, catalogue)),
    )


def _iris(quads: list[Quad], predicate: str) -> list[str]:
    return [unwrap(quad.object) for quad in quads if unwrap(quad.predicate) == predicate and quad.object[0] == "<"]


def _literals(quads: list[Quad], predicate: str) -> list[Literal]:
    terms = (parse_term(quad.object) for quad in quads if unwrap(quad.predicate) == predicate)
    return [term for term in terms if isinstance(term, Literal)]


def _texts(quads: list[Quad], predicate: str) -> tuple[tuple[str, str], ...]:
    return tuple((each.language, each.text) for each in _literals(quads, predicate))


def _first(quads: list[Quad], predicate: str) -> str:
    return next((each.text for each in _literals(quads, predicate)), "")


def _distributions(quads: list[Quad], catalogue: Catalogue) -> list[tuple[str, str]]:
    files = {q.subject: catalogue.name(unwrap(q.object)) for q in quads if unwrap(q.predicate) == f"{_DCAT}downloadURL"}
    types = {
        q.subject: unwrap(q.object).partition("/media-types/")[2]
        for q in quads
        if unwrap(q.predicate) == f"{_DCAT}mediaType"
    }
    return sorted((file, types.get(subject, "")) for subject, file in files.items())
