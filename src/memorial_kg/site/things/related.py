"""What a reader of one memorial may want to see next: other memorials of the same event or person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from memorial_kg.site.site import Site
from memorial_kg.terms import unwrap

__all__ = ["Related", "decisions_about", "related_to"]

_MOST = 6
_READ = 60  # mentions that are looked at: an event may have a hundred thousand
_KINDS = ("memorial", "proposal")


@dataclass(frozen=True, slots=True)
class Related:
    """Other memorials and proposals that share something: `through` is the name of what they share."""

    form: str
    through: str
    names: tuple[str, ...]
    more: bool


def related_to(site: Site, name: str) -> list[Related]:
    """What shares an event or a person with a memorial, in the reconciled graph."""
    said = site.said(name)

    def named(curie: str) -> list[str]:
        return [site.catalogue.name(each) for each in said.iris(curie, node=said.iri)]

    found = [_sharing(site, name, "event", each, ["mkg:commemorates"]) for each in named("mkg:commemorates")]
    found += [_sharing(site, name, "person", each, [""]) for each in _people(site, name)]
    return _without_repeats([each for each in found if each.names])


def _people(site: Site, name: str) -> list[str]:
    """The people and organizations of the thing's own statements."""
    me = f"<{site.catalogue.iri(name)}>"
    named = (
        site.catalogue.name(unwrap(quad.object))
        for quad in site.catalogue.quads(name)
        if not quad.graph and quad.subject == me and quad.object[0] == "<"
    )
    return [each for each in dict.fromkeys(named) if each.partition("/")[0] in ("person", "organization")]


def _sharing(site: Site, name: str, form: str, through: str, curies: Iterable[str]) -> Related:
    names: dict[str, None] = {}
    for curie in curies:
        for kind in _KINDS:
            predicate = site.path(curie) if curie else ""
            for quad in islice(site.catalogue.mentions(through, predicate=predicate, kind=kind, limit=_READ), _READ):
                if not quad.graph:
                    names[site.catalogue.name(unwrap(quad.subject))] = None
    names.pop(name, None)
    return Related(form, through, tuple(names)[:_MOST], len(names) > _MOST)


def _without_repeats(found: list[Related]) -> list[Related]:
    """Four sculptors who made the same memorials together are one list, under the first of them."""
    first: dict[tuple[str, tuple[str, ...]], Related] = {}
    for each in found:
        first.setdefault((each.form, each.names), each)
    return [*first.values()]


def decisions_about(site: Site, names: Iterable[str]) -> list[str]:
    """The names of the identity decisions about some things or records."""
    predicate = site.path("mkg:decides")
    found = {
        site.catalogue.name(unwrap(quad.subject))
        for name in names
        for quad in site.catalogue.mentions(name, predicate=predicate, kind="decision", limit=_READ)
    }
    return sorted(found)[:_READ]
