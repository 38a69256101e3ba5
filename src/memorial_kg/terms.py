"""RDF terms and quads, written as N-Triples writes them, and the prefixes that shorten them.

A term is the string that stands for it in N-Triples 1.1: `<http://…>`, `"text"@en`, `"2016"^^<http://…#gYear>`. A quad
is four of them. Equal terms are equal strings, so a sorted set of quads is a canonical dataset, and a line of N-Quads
is one join away. There are no blank nodes in the house: every node has an IRI.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

__all__ = [
    "ILLEGAL_IN_IRI",
    "RDFS_LABEL",
    "RDF_TYPE",
    "XSD",
    "Literal",
    "Quad",
    "compact",
    "expand",
    "iri",
    "line_of",
    "lines",
    "literal",
    "parse_line",
    "parse_term",
    "unwrap",
]

XSD = "http://www.w3.org/2001/XMLSchema#"
_XSD_STRING = f"{XSD}string"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

# RFC 3987 and the IRIREF production of N-Triples: what an IRI may not hold.
ILLEGAL_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')

# Canonical N-Triples as RDFC-1.0 (appendix A) and RDF 1.2 N-Triples (section 4) have it: short escapes where there are
# some, \uXXXX for the other control characters, everything else as it is. RDF 1.1 leaves tabs and controls bare; every
# reader of 1.1 reads these lines, too.
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f]')
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_UNESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}

_TERM = r'<[^>]*>|_:[^\s<"]+|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?'
_LINE = re.compile(rf"\s*({_TERM})\s+({_TERM})\s+({_TERM})(?:\s+({_TERM}))?\s*\.\s*")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)


class Quad(NamedTuple):
    """Subject, predicate, object and graph, each as a term; the graph is "" for the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str = ""


class Literal(NamedTuple):
    """What is inside a literal: its text, its datatype IRI, and its language ("" when it has none)."""

    text: str
    datatype: str
    language: str


def iri(text: str) -> str:
    """The term of an IRI. It is written by our own mapper or has passed the door, so an illegal character is a bug.

    >>> iri("http://schema.org/name")
    '<http://schema.org/name>'
    """
    if ILLEGAL_IN_IRI.search(text):
        raise ValueError(f"not an IRI: {text!r}")
    return f"<{text}>"


def literal(text: str, datatype: str = "", language: str = "") -> str:
    """The term of a literal: a language string, or a typed one; plain strings are written without their datatype.

    >>> print(literal('say "yes"', language="en"), literal("2016", f"{XSD}gYear"))
    "say \\"yes\\""@en "2016"^^<http://www.w3.org/2001/XMLSchema#gYear>
    """
    quoted = '"' + _TO_ESCAPE.sub(_escape, text) + '"'
    if language:
        return f"{quoted}@{language}"
    return quoted if datatype in ("", _XSD_STRING) else f"{quoted}^^{iri(datatype)}"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def _unescape(match: re.Match[str]) -> str:
    short, long, letter = match.groups()
    return chr(int(short or long, 16)) if letter is None else _UNESCAPES.get(letter, letter)


def unwrap(term: str) -> str:
    """The IRI inside an IRI term."""
    return term[1:-1]


def parse_term(term: str) -> str | Literal:
    """What a term stands for: an IRI as a plain string, or a `Literal`."""
    if term.startswith("<"):
        return _ESCAPED.sub(_unescape, term[1:-1])
    match = _LITERAL.fullmatch(term)
    if match is None:
        raise ValueError(f"not a term: {term!r}")
    text, language, datatype = match.groups()
    implied = _LANG_STRING if language else _XSD_STRING
    return Literal(_ESCAPED.sub(_unescape, text), datatype or implied, language or "")


def parse_line(line: str) -> Quad:
    """One line of N-Quads or N-Triples, its terms kept as they are written. Blank nodes occur in foreign data only.

    Raises ValueError for anything else.
    """
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"not a line of N-Quads: {line!r}")
    subject, predicate, obj, graph = match.groups()
    return Quad(subject, predicate, obj, graph or "")


def lines(quads: Iterable[Quad]) -> list[str]:
    """Quads as lines of N-Quads without line ends, each once, sorted: the canonical form of a dataset of ours."""
    return sorted({line_of(quad) for quad in quads})


def line_of(quad: Quad) -> str:
    """One quad as a line of N-Quads without its line end."""
    return " ".join(quad[:3]) + (f" {quad.graph} ." if quad.graph else " .")


def expand(curie: str, prefixes: Mapping[str, str]) -> str:
    """The IRI of a CURIE of a known prefix; anything else comes back as it is.

    >>> expand("wd:Q43", {"wd": "http://www.wikidata.org/entity/"})
    'http://www.wikidata.org/entity/Q43'
    """
    prefix, colon, local = curie.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes and not local.startswith("//") else curie


def compact(full: str, prefixes: Mapping[str, str]) -> str:
    """The shortest CURIE for an IRI by the longest namespace that fits, or the IRI itself."""
    fitting = [name for name, space in prefixes.items() if full.startswith(space)]
    best = max(fitting, key=lambda name: len(prefixes[name]), default="")
    local = full[len(prefixes[best]) :] if best else ""
    return f"{best}:{local}" if best and re.fullmatch(r"[\w.-]*", local) else full


RDF_TYPE = iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
RDFS_LABEL = iri("http://www.w3.org/2000/01/rdf-schema#label")
