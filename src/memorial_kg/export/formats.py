"""The formats in which a dataset can be written, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from memorial_kg.errors import UsageError
from memorial_kg.export.jsonld import write_jsonld
from memorial_kg.export.rdfxml import write_rdfxml
from memorial_kg.export.selection import Form, Selection, selected
from memorial_kg.export.tables import write_csv, write_geojson
from memorial_kg.export.turtle import write_turtle
from memorial_kg.ontology import Ontology
from memorial_kg.values import did_you_mean

__all__ = ["FORMATS", "Format", "export", "find_format"]

Writer: TypeAlias = Callable[[Iterable[str], Ontology, str, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its names, the suffix of its files, what it takes, and what writes it.

    `drops` says in a sentence what the format cannot carry; it is empty if there is nothing. The first media type is
    the one to serve.
    """

    name: str
    aliases: tuple[str, ...]
    media_types: tuple[str, ...]
    suffix: str
    takes: Form
    drops: str
    write: Writer

    @property
    def carries_graphs(self) -> bool:
        """Tell whether the named graphs of the sources survive."""
        return self.takes == "quads"

    @property
    def called(self) -> tuple[str, ...]:
        """Everything by which the format can be asked for."""
        return (self.name, self.suffix, *self.aliases, *self.media_types)


def export(  # noqa: PLR0913 - four of them have names
    lines: Iterable[str],
    format: Format | str,  # noqa: A002 - the word of the trade
    *,
    ontology: Ontology,
    base: str,
    selection: Selection = Selection(),  # noqa: B008 - it is frozen
    out: BinaryIO,
) -> None:
    """Write lines of N-Quads of a dataset of ours, or a selection of them, in a format, as bytes.

    The bytes depend on the set of lines alone: not on their order, on the clock, the locale or the hash seed. Of the
    lines of a `SortedFile` a few are in memory at a time, however many there are. Only a graph with one single memorial
    is held whole by JSON-LD, which puts everything inside that one.
    """
    chosen = find_format(format) if isinstance(format, str) else format
    chosen.write(selected(lines, selection, ontology, base, chosen.takes), ontology, base, out)


def find_format(name: str) -> Format:
    """The format of a name, an alias, a suffix or a media type.

    >>> find_format("TTL").name, find_format(".nq").name, find_format("application/ld+json; charset=utf-8").name
    ('turtle', 'nquads', 'jsonld')
    """
    wanted = name.partition(";")[0].strip().lower()
    for each in FORMATS.values():
        if wanted in each.called:
            return each
    hint = did_you_mean(wanted, [word for each in FORMATS.values() for word in each.called])
    raise UsageError(f"There is no format {name!r}: {f'{hint} ' if hint else ''}the formats are {', '.join(FORMATS)}")


def _write_lines(lines: Iterable[str], _ontology: Ontology, _base: str, out: BinaryIO) -> None:
    out.writelines(line.encode() + b"\n" for line in lines)


_GRAPHS = "It leaves out the named graphs of the sources: what is reconciled remains, who said what does not."
_TABLE = (
    "It keeps a few properties of each memorial and proposal, one {what} for each. The named graphs of the sources, "
    "the texts of inscriptions and statements, other events and the languages of names are left out, and numbers are "
    "in their shortest form."
)
_FORMULAS = " A text that begins like a formula of a spreadsheet (with =, +, - or @) has an apostrophe before it."

_ALL = (
    Format("turtle", ("ttl",), ("text/turtle", "application/x-turtle"), ".ttl", "triples", _GRAPHS, write_turtle),
    Format(
        "jsonld",
        ("json-ld", "ld+json", "json"),
        ("application/ld+json", "application/json"),
        ".jsonld",
        "quads",
        "",
        write_jsonld,
    ),
    Format(
        "ntriples",
        ("nt", "n-triples", "ntriple"),
        ("application/n-triples",),
        ".nt",
        "triples",
        _GRAPHS,
        _write_lines,
    ),
    Format("nquads", ("nq", "n-quads", "nquad"), ("application/n-quads",), ".nq", "quads", "", _write_lines),
    Format("trig", (), ("application/trig", "application/x-trig"), ".trig", "quads", "", write_turtle),
    Format(
        "rdfxml",
        ("rdf", "xml", "rdf/xml", "rdf-xml", "rdf+xml"),
        ("application/rdf+xml", "application/xml", "text/xml"),
        ".rdf",
        "triples",
        _GRAPHS,
        write_rdfxml,
    ),
    Format(
        "geojson",
        ("geo+json", "geo-json"),
        ("application/geo+json", "application/vnd.geo+json"),
        ".geojson",
        "table",
        _TABLE.format(what="feature"),
        write_geojson,
    ),
    Format("csv", (), ("text/csv",), ".csv", "table", _TABLE.format(what="row") + _FORMULAS, write_csv),
)

FORMATS: dict[str, Format] = {each.name: each for each in _ALL}
