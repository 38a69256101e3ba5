"""The library in one class: a graph that is built or opened, asked, validated, exported, and shared with rdflib."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, overload

from memorial_kg.built import DATASET
from memorial_kg.errors import InputError, UsageError
from memorial_kg.export import FORMATS, Selection, export
from memorial_kg.graph.dataset import Graphs
from memorial_kg.ontology import load_ontology
from memorial_kg.queries import Answer, Names, Query, find_query, parse_query_text, run
from memorial_kg.reconcile import Reconciled
from memorial_kg.store import memory_store
from memorial_kg.validation import Engine, Report, origins_of, validate
from memorial_kg.workspace import DEFAULT_BASE, Workspace, read_workspace

if TYPE_CHECKING:
    import rdflib

    from memorial_kg.store import Endpoint
    from memorial_kg.validation import Origins

__all__ = ["KnowledgeGraph", "build_graph", "distributions", "graph_of", "reconcile_workspace"]


@dataclass(frozen=True)
class KnowledgeGraph:
    """A dataset of memorials: the reconciled graph by default, and a named graph for each source.

    `lines` are its quads, as sorted lines of N-Quads without line ends; `base` is the IRI that all its ids begin with.
    Make one with `build_graph`, `open_graph` or `KnowledgeGraph.from_rdflib`.
    """

    lines: Sequence[str] = field(repr=False)
    base: str = DEFAULT_BASE
    origins: Origins | None = field(default=None, repr=False)

    def __len__(self) -> int:
        """The number of quads."""
        return len(self.lines)

    @classmethod
    def from_rdflib(cls, graph: rdflib.Graph, base: str = DEFAULT_BASE) -> KnowledgeGraph:
        """Take an rdflib Graph or Dataset as it is.

        Raises InputError for a term that RDF does not allow, such as an IRI with a space in it.
        """
        from memorial_kg.graph.bridge import from_rdflib

        return cls(from_rdflib(graph), base)

    def to_rdflib(self) -> rdflib.Dataset:
        """The whole as an rdflib Dataset, its default graph the reconciled one, with our prefixes bound."""
        from memorial_kg.graph.bridge import to_rdflib

        return to_rdflib(self.lines)

    def graph(self, source: str = "") -> rdflib.Graph:
        """One graph as an rdflib Graph: what a source says, or, without one, the reconciled graph.

        Raises UsageError for a source that has no graph here.
        """
        from memorial_kg.graph.bridge import to_graph

        name = f"{self.base}source/{source}" if source else ""
        if source and not any(line.endswith(f"<{name}> .") for line in self.lines):
            raise UsageError(f"There is no graph of a source {source!r} here")
        return to_graph(self.lines, name)

    def query(
        self,
        query: str | Query,
        parameters: Mapping[str, str | Sequence[str]] | None = None,
        *,
        on: Endpoint | None = None,
    ) -> Answer:
        """The answer to a bundled query, by its name, or to the text of one.

        Parameters are values for the VALUES blocks that the query declares; they are bound as terms. With `on`, an
        endpoint is asked instead of this graph. Raises UsageError for an unknown name or parameter, InputError for a
        query that cannot be read.
        """
        asked = _find_or_parse(query)
        return run(asked, on or self._store, parameters or {}, names=Names(load_ontology().prefixes, self.base))

    def validate(self, shapes: rdflib.Graph | None = None, *, engine: Engine = "auto") -> Report:
        """The SHACL report of each graph by itself, with our shapes or with other ones."""
        return validate(self.lines, shapes, origins=self.origins, engine=engine)

    @overload
    def export(self, format_name: str, out: None = None, *, memorial: str = "", source: str = "") -> bytes: ...
    @overload
    def export(self, format_name: str, out: BinaryIO, *, memorial: str = "", source: str = "") -> None: ...
    def export(
        self, format_name: str, out: BinaryIO | None = None, *, memorial: str = "", source: str = ""
    ) -> bytes | None:
        """The graph in a format: whole, one memorial, or what one source says; as bytes, or into a binary file."""
        stream = out or io.BytesIO()
        selection = Selection(memorial=memorial, source=source)
        export(self.lines, format_name, ontology=load_ontology(), base=self.base, selection=selection, out=stream)
        return stream.getvalue() if isinstance(stream, io.BytesIO) and out is None else None

    @cached_property
    def _store(self) -> object:
        return memory_store(self.lines)


def build_graph(workspace: Workspace | Path | str, *, keep_going: bool = False) -> KnowledgeGraph:
    """Build the graph of a workspace in memory: reconciled, with a graph for each source.

    Raises InputError with every problem that the workspace has, unless `keep_going` leaves the bad records out.
    """
    return graph_of(_graphs(workspace, keep_going=keep_going))


def reconcile_workspace(workspace: Workspace | Path | str, *, keep_going: bool = False) -> dict[str, Reconciled]:
    """Each thing that records are about, by its id (`memorial/tr-usak`): its reconciled record, and its comparisons.

    Raises InputError with every problem that the workspace has, unless `keep_going` leaves the bad records out.
    """
    return {each.record.about: each for each in _graphs(workspace, keep_going=keep_going).reconciled}


def _graphs(workspace: Workspace | Path | str, *, keep_going: bool) -> Graphs:
    read = workspace if isinstance(workspace, Workspace) else read_workspace(workspace)
    if read.problems and not keep_going:
        raise InputError(problems=read.problems)
    return Graphs(read, load_ontology(), distributions())


def graph_of(graphs: Graphs) -> KnowledgeGraph:
    """The graph of what was made of a workspace."""
    read = graphs.workspace
    written = (*read.records, *read.entities.values(), *read.sources, *read.decisions)
    return KnowledgeGraph(graphs.lines(), read.dataset.base, origins_of(written, read.dataset.base, graphs.ontology))


def distributions(formats: Iterable[str] = tuple(FORMATS)) -> dict[str, tuple[str, str]]:
    """The dumps that a build writes: for each format, its media type and the name of the file."""
    return {name: (FORMATS[name].media_types[0], f"{DATASET}{FORMATS[name].suffix}") for name in formats}


def _find_or_parse(query: str | Query) -> Query:
    """A query as it is, by its bundled name, or from its text; a name has no white space and no braces."""
    if isinstance(query, Query):
        return query
    return parse_query_text(query) if any(char in query for char in " \n{}") else find_query(query)
