"""Selects from a dataset what is to be written: all of it, one memorial, or one source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from memorial_kg.errors import UsageError
from memorial_kg.export.nodes import thing_of
from memorial_kg.ontology import Ontology
from memorial_kg.terms import RDFS_LABEL, Quad, iri, lines, parse_line, unwrap
from memorial_kg.values import did_you_mean

__all__ = ["Form", "Lookup", "Selection", "one_memorial", "select"]

# What a writer takes: quads with their graphs; triples; or triples that also describe what they name, to tabulate them.
Form = Literal["quads", "triples", "table"]

_LISTED = 12


@dataclass(frozen=True, slots=True)
class Selection:
    """One memorial (`tr-usak`, `memorial/tr-usak`, `proposal/tr-adana`), one source (`list`), both, or, empty, all."""

    memorial: str = ""
    source: str = ""


def select(every: Iterable[str], selection: Selection, ontology: Ontology, base: str, form: Form) -> list[str]:
    """The selected lines of a dataset, sorted, each once.

    As triples, a dataset is its default graph, and a source is its named graph.
    """
    if selection == Selection():
        return sorted({line.rstrip("\n") for line in every if form == "quads" or not parse_line(line).graph})
    chosen = _Chosen([*{parse_line(line) for line in every}], ontology, base)
    quads = [quad for quad in chosen.quads if form == "quads" or not quad.graph]
    if selection.source:
        quads = chosen.source(selection.source, form)
    if selection.memorial:
        quads = chosen.memorial(selection.memorial, quads)
        if not quads:
            raise UsageError(f"The source {selection.source!r} says nothing of {selection.memorial!r}")
    return lines(quads)


class _Chosen:
    def __init__(self, quads: list[Quad], ontology: Ontology, base: str) -> None:
        self.quads, self._base, self._ontology = quads, base, ontology
        self._name = iri(ontology.shapes["Place"].keys["name"].path)

    def _starts(self, *namespaces: str) -> tuple[str, ...]:
        return tuple(f"<{self._base}{each}/" for each in namespaces)

    # -- one source ----------------------------------------------------------------------------------------------------

    def source(self, name: str, form: Form) -> list[Quad]:
        """What one source says."""
        local = name.removeprefix("source/")
        graphs = {quad.graph for quad in self.quads if quad.graph}
        known = {unwrap(graph).removeprefix(f"{self._base}source/"): graph for graph in graphs}
        if local not in known:
            raise _unknown("source", name, known)
        said = [quad for quad in self.quads if quad.graph == known[local]]
        if form == "quads":
            return said
        said = [quad._replace(graph="") for quad in said]
        return said if form == "triples" else [*said, *self._description(said, local)]

    def _description(self, said: list[Quad], source: str) -> Iterator[Quad]:
        """The records of a source, and what the editors say of the things that it names where it says nothing."""
        stated = {quad[:2] for quad in said}
        stated |= {(quad.subject, RDFS_LABEL) for quad in said if quad.predicate == self._name}
        records = self._starts(f"record/{source}")
        entities = self._starts("event", "organization", "person", "place")
        for quad in self.quads:
            described = quad.subject.startswith(entities) and quad[:2] not in stated
            if not quad.graph and (described or quad.subject.startswith(records)):
                yield quad

    # -- one memorial --------------------------------------------------------------------------------------------------

    def memorial(self, name: str, quads: list[Quad]) -> list[Quad]:
        """One memorial: what is said of it and its parts, its records, and a description of what these name."""
        return one_memorial(self._find(name), _Gathered(quads), self._ontology, self._base)

    def _find(self, name: str) -> str:
        namespaces = self._ontology.subjects()
        starts = self._starts(*namespaces)
        subjects = {unwrap(quad.subject) for quad in self.quads if quad.subject.startswith(starts)}
        things = {thing_of(subject)[len(self._base) :] for subject in subjects}
        for local in (name, *(f"{namespace}/{name}" for namespace in namespaces)):
            if local in things:
                return self._base + local
        raise _unknown("memorial", name, things if "/" in name else {each.partition("/")[2] for each in things})


# -- one memorial ------------------------------------------------------------------------------------------------------


class Lookup(Protocol):
    """Where one memorial is looked up: a list of quads, or a catalogue that need not be read whole."""

    def said(self, thing: str) -> Iterable[Quad]:
        """What is said of a thing and its parts, by its IRI."""

    def pointing(self, predicate: str, thing: str) -> Iterable[Quad]:
        """The quads of this predicate whose object is just this thing."""


class _Gathered:
    """Quads in memory, by their things and by their objects."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._said: dict[str, list[Quad]] = {}
        self._pointing: dict[str, list[Quad]] = {}
        for quad in quads:
            self._said.setdefault(thing_of(unwrap(quad.subject)), []).append(quad)
            self._pointing.setdefault(quad.object, []).append(quad)

    def said(self, thing: str) -> list[Quad]:
        return self._said.get(thing, [])

    def pointing(self, predicate: str, thing: str) -> Iterator[Quad]:
        return (quad for quad in self._pointing.get(iri(thing), ()) if quad.predicate == predicate)


def one_memorial(thing: str, quads: Lookup, ontology: Ontology, base: str) -> list[Quad]:
    """One memorial, by its IRI: what is said of it and its parts, its records, and a description of what these name.

    What is named is described as the reconciled graph does it, or, where one source was asked for, as that does.
    """
    about = iri(ontology.shapes["Record"].keys["about"].path)
    speaking = (unwrap(quad.subject) for quad in quads.pointing(about, thing))
    wanted = {each for each in speaking if "#" not in each} | {thing}
    said = [quad for each in sorted(wanted) for quad in quads.said(each)]
    reconciled = any(not quad.graph for quad in said)
    near = sorted(_near(said, quads, ontology, base) - wanted)
    return said + [quad for each in near for quad in quads.said(each) if not (reconciled and quad.graph)]


def _near(said: list[Quad], quads: Lookup, ontology: Ontology, base: str) -> set[str]:
    """The entities that these quads name, and the places in which they lie, all the way up."""
    inside = iri(ontology.shapes["Place"].keys["place"].path)
    # A base of ids may begin the ontology's IRIs too; its terms are no entities.
    others = (*(f"<{base}{each}/" for each in ("memorial", "proposal", "record")), f"<{ontology.prefixes['mkg']}")
    named = {unwrap(quad.object) for quad in said if quad.object.startswith("<") and not quad.object.startswith(others)}
    found = {thing_of(each) for each in named if each.startswith(base)}
    found |= {each for each in named - ontology.words if not each.startswith(base)}
    new = found
    while new:
        about = (quad for each in new for quad in quads.said(thing_of(each)) if unwrap(quad.subject) == each)
        new = {unwrap(quad.object) for quad in about if quad.predicate == inside} - found
        found |= new
    return found


def _unknown(what: str, name: str, known: Iterable[str]) -> UsageError:
    listed = sorted(known)
    some = ", ".join(listed[:_LISTED]) + (f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else "")
    advice = did_you_mean(name, listed) or (f"there are {some}" if some else f"this dataset holds no {what}")
    return UsageError(f"There is no {what} {name!r}: {advice}")
