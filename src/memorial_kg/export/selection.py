"""Selects from a dataset what is to be written: all of it, one memorial, or one source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from memorial_kg.errors import UsageError
from memorial_kg.export.nodes import thing_of
from memorial_kg.export.sorted_lines import SortedFile, SortedLines, SortedList, by_subject, in_default_graph
from memorial_kg.ontology import Ontology
from memorial_kg.terms import ILLEGAL_IN_IRI, RDFS_LABEL, Quad, iri, line_of, lines, parse_line, unwrap
from memorial_kg.values import did_you_mean

__all__ = ["Form", "Lookup", "Selection", "one_memorial", "select", "selected"]

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
    return [*selected(every, selection, ontology, base, form)]


def selected(every: Iterable[str], selection: Selection, ontology: Ontology, base: str, form: Form) -> Iterable[str]:
    """The same; of the lines of a file few are in memory at a time. To be tabulated, the whole comes as it is."""
    if isinstance(every, SortedFile):
        return _selected(every, selection, ontology, base, form)
    if selection == Selection():
        return sorted({line.rstrip("\n") for line in every if form == "quads" or not parse_line(line).graph})
    held = SortedList(sorted({line_of(parse_line(line)) for line in every}))
    return [*_selected(held, selection, ontology, base, form)]


def _selected(every: SortedLines, selection: Selection, ontology: Ontology, base: str, form: Form) -> Iterable[str]:
    if selection == Selection():
        return filter(in_default_graph, every) if form == "triples" else every
    keep = _OfSource(every, selection.source, ontology, base, form) if selection.source else _KEEP[form]
    if not selection.memorial:
        return (line for _, run in by_subject(every) for line in keep([*run]))
    quads = one_memorial(_find(every, selection.memorial, ontology, base), _LookedUp(every, keep), ontology, base)
    if not quads:
        raise UsageError(f"The source {selection.source!r} says nothing of {selection.memorial!r}")
    return lines(quads)


# What is kept of the lines of one subject.
_Keep: TypeAlias = Callable[[list[str]], list[str]]


def _reconciled(run: list[str]) -> list[str]:
    return [line for line in run if in_default_graph(line)]


_KEEP: dict[Form, _Keep] = {"quads": list, "triples": _reconciled, "table": _reconciled}


# -- one source --------------------------------------------------------------------------------------------------------


class _OfSource:
    """Keeps what one source says; to be tabulated, also its records, and how the editors describe what it names."""

    def __init__(self, every: SortedLines, name: str, ontology: Ontology, base: str, form: Form) -> None:
        local = name.removeprefix("source/")
        self._form = form
        self._end = f" <{base}source/{local}> ."
        self._records = f"<{base}record/{local}/"
        self._entities = tuple(f"<{base}{each}/" for each in ("event", "organization", "person", "place"))
        self._name = iri(ontology.shapes["Place"].keys["name"].path)
        if not any(self._says(line) for line in every.holding(self._end)):
            graphs = {parse_line(line).graph for line in every if not in_default_graph(line)}
            raise _unknown("source", name, {unwrap(graph).removeprefix(f"{base}source/") for graph in graphs})

    def __call__(self, run: list[str]) -> list[str]:
        """What it says of one subject."""
        said = [line for line in run if self._says(line)]
        if self._form == "quads":
            return said
        said = [f"{line.removesuffix(self._end)} ." for line in said]
        return sorted({*said, *self._described(run, said)}) if self._form == "table" else said

    def _says(self, line: str) -> bool:
        return line.endswith(self._end) and not in_default_graph(line)

    def _described(self, run: list[str], said: list[str]) -> list[str]:
        """The records of a source, and what the editors say of the things that it names where it says nothing."""
        if run[0].startswith(self._records):
            return _reconciled(run)
        if not run[0].startswith(self._entities):
            return []
        stated = {line.split(" ", 2)[1] for line in said}
        stated |= {RDFS_LABEL} if self._name in stated else set()
        return [line for line in _reconciled(run) if line.split(" ", 2)[1] not in stated]


# -- one memorial ------------------------------------------------------------------------------------------------------


def _find(every: SortedLines, name: str, ontology: Ontology, base: str) -> str:
    """The IRI of a memorial by its id, with or without its namespace."""
    namespaces = ontology.subjects()
    for local in (name, *(f"{namespace}/{name}" for namespace in namespaces)):
        ours = local.partition("/")[0] in namespaces and "#" not in local and not ILLEGAL_IN_IRI.search(local)
        if ours and any(every.starting(f"<{base}{local}{end}") for end in ("> ", "#")):
            return base + local
    starts = tuple(f"<{base}{each}/" for each in namespaces)
    things = {thing_of(unwrap(subject))[len(base) :] for subject, _ in by_subject(every) if subject.startswith(starts)}
    raise _unknown("memorial", name, things if "/" in name else {each.partition("/")[2] for each in things})


class Lookup(Protocol):
    """Where one memorial is looked up: a list of quads, or a catalogue that need not be read whole."""

    def said(self, thing: str) -> Iterable[Quad]:
        """What is said of a thing and its parts, by its IRI."""

    def pointing(self, predicate: str, thing: str) -> Iterable[Quad]:
        """The quads of this predicate whose object is just this thing."""


class _LookedUp:
    """Sorted lines, by their things and by their objects."""

    def __init__(self, every: SortedLines, keep: _Keep) -> None:
        self._every, self._keep = every, keep

    def said(self, thing: str) -> list[Quad]:
        found = (self._every.starting(f"<{thing}{end}") for end in ("> ", "#"))
        runs = ([*run] for several in found for _, run in by_subject(several))
        return [parse_line(line) for run in runs for line in self._keep(run)]

    def pointing(self, predicate: str, thing: str) -> Iterator[Quad]:
        held = self._every.holding(f" {predicate} {iri(thing)} ")
        for subject in dict.fromkeys(parse_line(line).subject for line in held):
            kept = map(parse_line, self._keep([*self._every.starting(f"{subject} ")]))
            yield from (quad for quad in kept if (quad.predicate, quad.object) == (predicate, iri(thing)))


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
