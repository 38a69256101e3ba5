"""Knows what there is of a thing: which of its forms lie in the site, and which can be made of the catalogue."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from memorial_kg.catalogue import Catalogue, open_catalogue
from memorial_kg.export import Format, export, find_format
from memorial_kg.ontology import load_ontology
from memorial_kg.server.problems import Refused
from memorial_kg.server.representations import (
    DEFAULT_PROFILE,
    HTML,
    REPRESENTATIONS,
    SCHEMA_ORG,
    WIKIBASE,
    Profile,
    Representation,
)
from memorial_kg.server.snapshot import Snapshot
from memorial_kg.site.links import PAGE_OF
from memorial_kg.terms import RDF_TYPE, unwrap

__all__ = ["Made", "Resource", "Things"]

_MOST_LINES = 50_000  # of a thing that is written on request; a larger one is in the dumps
_REMEMBERED = 10_000
_LICENSE = "<http://purl.org/dc/terms/license>"
_TYPES_SHOWN = 4
_WITH_LINES = 2


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing that has a document: its name (its path in the site and below the base), and its forms.

    `made` are the forms that no file holds; `profiles` are the vocabularies besides our own.
    """

    name: str
    forms: tuple[Representation, ...]
    made: tuple[Representation, ...] = ()
    languages: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    license: str = ""
    profiles: tuple[Profile, ...] = ()
    section: str = ""  # the place on another thing's page where people read of it, if it has no page of its own

    def path(self, form: Representation) -> str:
        """Where the document of a form is."""
        return self.section.partition("#")[0] if form == HTML and self.section else f"{self.name}{form.suffix}"

    @property
    def all_forms(self) -> tuple[Representation, ...]:
        """Every form in our own profile, in the order of the server's preference."""
        return tuple(each for each in REPRESENTATIONS if each in self.forms or each in self.made)

    def forms_of(self, profile: Profile) -> tuple[Representation, ...]:
        """Every form in a profile."""
        if profile == DEFAULT_PROFILE:
            return self.all_forms
        return tuple(each for each in REPRESENTATIONS if each.rdf and each.suffix in profile.suffixes)


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was made for a request."""

    body: bytes
    etag: str


class Things:
    """Looks things up, and remembers some."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Resource | None] = OrderedDict()

    async def find(self, snapshot: Snapshot, name: str) -> Resource | None:
        """The thing of a name; None if it has no document."""
        key = (snapshot.identity, name)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        found = await asyncio.to_thread(_look, snapshot, name)
        if found is not None:  # what is not there may be on its way
            self._known[key] = found
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found

    async def make(self, snapshot: Snapshot, resource: Resource, form: Representation, profile: Profile) -> Made:
        """A document that no file holds."""
        return await asyncio.to_thread(_make, snapshot, resource.name, form, profile)


def _look(snapshot: Snapshot, name: str) -> Resource | None:
    section = PAGE_OF.get(name, "")
    page = section.partition("#")[0] or f"{name}.html"
    files = [
        each for each in REPRESENTATIONS
        if (snapshot.site / (page if each == HTML else f"{name}{each.suffix}")).is_file()
    ]  # fmt: skip
    if HTML not in files and not (len(files) >= _WITH_LINES):
        return None
    languages = tuple(each for each in snapshot.languages if (snapshot.site / each / page).is_file())
    with open_catalogue(snapshot.graph) as catalogue:
        licenses = [unwrap(quad.object) for quad in catalogue.quads("dataset") if quad.predicate == _LICENSE]
        said = catalogue.quads(name) if name in catalogue else []
        others = tuple(each for each, has in _HAS.items() if has(catalogue, name))
    types = [unwrap(q.object) for q in said if q.predicate == RDF_TYPE and q.subject == f"<{snapshot.base}{name}>"]
    made = [each for each in REPRESENTATIONS if each.rdf and each not in files and said and "/" in name]
    return Resource(
        name,
        tuple(files),
        tuple(made),
        languages,
        tuple(dict.fromkeys(types))[:_TYPES_SHOWN],
        next(iter(licenses), "") if said or any(each.rdf for each in files) else "",
        others,
        section,
    )


def _in_schema_org(catalogue: Catalogue, name: str) -> str:
    """What the page carries inside; "" where the terms of schema.org say nothing of a thing."""
    from memorial_kg.site.programs.schema_org import embedded  # the publisher and its templates: only when needed

    return embedded(catalogue, name)


def _in_wikibase(catalogue: Catalogue, name: str) -> list[str]:
    return catalogue.lines(name, WIKIBASE.word)


# The vocabularies besides our own, and what tells whether they say anything of a thing.
_HAS: dict[Profile, Callable[[Catalogue, str], object]] = {SCHEMA_ORG: _in_schema_org, WIKIBASE: _in_wikibase}


def _make(snapshot: Snapshot, name: str, form: Representation, profile: Profile) -> Made:
    with open_catalogue(snapshot.graph) as catalogue:
        body = _MAKERS[profile.word](catalogue, name, form)
    return Made(body, etag_of(snapshot.version, name, form.suffix, profile.word))


def _as_it_is(catalogue: Catalogue, name: str, form: Representation) -> bytes:
    from memorial_kg.site.programs.representations import thing_lines  # the publisher: only when needed

    wanted = find_format(form.suffix)
    return _written(thing_lines(catalogue, load_ontology(), name, wanted.takes), wanted, catalogue)


def _as_schema_org(catalogue: Catalogue, name: str, _: Representation) -> bytes:
    return json.dumps(json.loads(_in_schema_org(catalogue, name)), ensure_ascii=False, indent=1).encode() + b"\n"


def _as_wikibase(catalogue: Catalogue, name: str, form: Representation) -> bytes:
    return _written(_in_wikibase(catalogue, name), find_format(form.suffix), catalogue)


def _written(lines: list[str], wanted: Format, catalogue: Catalogue) -> bytes:
    if len(lines) > _MOST_LINES:
        raise Refused(413, "There is too much about this thing to write it on request; the dumps hold it.")
    out = io.BytesIO()
    export(lines, wanted, ontology=load_ontology(), base=catalogue.base, out=out)
    return out.getvalue()


_MAKERS: dict[str, Callable[[Catalogue, str, Representation], bytes]] = {
    DEFAULT_PROFILE.word: _as_it_is,
    SCHEMA_ORG.word: _as_schema_org,
    WIKIBASE.word: _as_wikibase,
}


def etag_of(*parts: str) -> str:
    """The ETag of an answer that depends on nothing but these."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
