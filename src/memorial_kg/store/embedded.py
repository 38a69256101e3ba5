"""The embedded store: a folder that is built once from canonical N-Quads, then only read.

It is an index that can be rebuilt, not an archive: it normalizes numbers and language tags. Exports come from quads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from memorial_kg import terms
from memorial_kg.errors import InputError, InternalError, Problem
from memorial_kg.store.answers import Answer
from memorial_kg.store.swap import recover

if TYPE_CHECKING:
    import pyoxigraph

__all__ = ["answer_of", "build_store", "is_store", "memory_store", "open_store", "term_of", "triple_lines"]

_FIRST_BUILD = "run `memorial-kg build` first"
_PIECE = 1 << 25  # bytes of a file of N-Quads that are loaded at once


def build_store(nquads: Path, folder: Path) -> None:
    """Load a file of N-Quads into a new store in `folder`, which must not hold one yet.

    A build that is killed leaves files behind that no store owns: build in a folder of `swapped_in`.
    """
    from pyoxigraph import Store

    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder}: a store is built in an empty folder, and this one holds files already")
    try:
        store = Store(str(folder))
        _load(store, nquads)
        store.optimize()
        store.flush()
    except SyntaxError as error:
        raise InputError(problems=[_unreadable(str(nquads), error)]) from None
    except (OSError, ValueError) as error:
        raise InputError(f"The store in {folder} could not be built from {nquads}: {error}") from error


def _load(store: pyoxigraph.Store, nquads: Path) -> None:
    """Load a file piece by piece: loaded at once, a million quads take 1.2 GB instead of 280 MB."""
    from pyoxigraph import RdfFormat

    before = 0
    with nquads.open("rb") as stream:
        while piece := stream.read(_PIECE):
            piece += stream.readline()
            try:
                store.bulk_load(piece, RdfFormat.N_QUADS)
            except SyntaxError as error:
                error.lineno = (error.lineno or 1) + before
                raise
            before += piece.count(b"\n")


def open_store(folder: Path) -> pyoxigraph.Store:
    """Open a built store for reading; many may read it at once."""
    from pyoxigraph import Store

    for place in (folder.parent, folder):  # a store usually lies in the folder that a build swaps in
        recover(place)
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no store here yet; {_FIRST_BUILD}")
    if not (folder / "CURRENT").is_file():  # the file that names the present state of every RocksDB database
        raise InputError(f"{folder}: this folder holds no store; {_FIRST_BUILD}, or name the folder of a store")
    try:
        return Store.read_only(str(folder))
    except OSError as error:
        raise InputError(f"{folder}: this store cannot be read ({error}); build it again") from error


def memory_store(quads: bytes | str | Iterable[str]) -> pyoxigraph.Store:
    """Load N-Quads into a store in memory: the bytes or the text of a file, or its lines.

    >>> len(memory_store(['<http://a.example/s> <http://a.example/p> "o" .']))
    1
    """
    from pyoxigraph import RdfFormat, Store

    data = quads if isinstance(quads, bytes | str) else "\n".join(quads)
    store = Store()
    try:
        store.bulk_load(data, RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise InputError(problems=[_unreadable("N-Quads", error)]) from None
    return store


def is_store(thing: object) -> bool:
    """Tell whether something is an embedded store, without loading the engine to find out."""
    return type(thing).__name__ == "Store" and type(thing).__module__ == "pyoxigraph"


def answer_of(results: object) -> Answer:
    """Read the results of the engine, or of its parser of results, into an answer."""
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

    if isinstance(results, QueryBoolean):
        return Answer("ask", boolean=bool(results))
    if isinstance(results, QuerySolutions):
        columns = tuple(variable.value for variable in results.variables)
        rows = tuple(tuple(term_of(solution[name]) for name in columns) for solution in results)
        return Answer("select", columns, rows)
    if isinstance(results, QueryTriples):
        return Answer("construct", triples=triple_lines(results))
    raise InternalError(f"the engine gave results of a kind that we do not know: {type(results).__name__}")


def triple_lines(triples: Iterable[pyoxigraph.Triple] | Iterable[pyoxigraph.Quad]) -> tuple[str, ...]:
    """Triples as lines of N-Triples, sorted, each once."""
    found = {f"{term_of(one.subject)} {term_of(one.predicate)} {term_of(one.object)} ." for one in triples}
    return tuple(sorted(found))


def term_of(term: object) -> str | None:
    """A term of the engine as N-Triples writes it; None is no value."""
    from pyoxigraph import Literal

    if isinstance(term, Literal):
        return terms.literal(term.value, term.datatype.value, term.language or "")
    return None if term is None else str(term)


def _unreadable(file: str, error: SyntaxError) -> Problem:
    what = re.sub(r" \([^()]*line \d+\)$", "", str(error.msg))
    return Problem(file, error.lineno or 0, "", "", f"not N-Quads: {what}", todo="build the graph again")
