"""Reads anybody's RDF, in any common syntax, into lines of N-Quads; nothing is fetched, whatever the document names."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO
from urllib.parse import quote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, Triple, parse

from memorial_kg import terms
from memorial_kg.errors import InputError, Problem, UsageError
from memorial_kg.terms import Quad
from memorial_kg.values import did_you_mean

__all__ = ["FOREIGN_FORMATS", "read_rdf"]

# Each syntax by its name: how else people call it, the usual suffix first, and pyoxigraph's name for it.
_SYNTAXES: dict[str, tuple[tuple[str, ...], RdfFormat]] = {
    "turtle": (("ttl", "text/turtle", "application/x-turtle"), RdfFormat.TURTLE),
    "trig": (("trig", "application/trig"), RdfFormat.TRIG),
    "ntriples": (("nt", "n-triples", "application/n-triples"), RdfFormat.N_TRIPLES),
    "nquads": (("nq", "n-quads", "application/n-quads"), RdfFormat.N_QUADS),
    "rdfxml": (("rdf", "owl", "xml", "rdf/xml", "application/rdf+xml"), RdfFormat.RDF_XML),
    "jsonld": (("jsonld", "json", "json-ld", "application/ld+json"), RdfFormat.JSON_LD),
}
FOREIGN_FORMATS: dict[str, str] = {
    name: syntax for syntax, (names, _) in _SYNTAXES.items() for name in (syntax, *names)
}

_BOM = b"\xef\xbb\xbf"
_DEEPEST = 64
_LARGEST_EXPANSION = 50_000_000
_STRINGS = re.compile(
    rb'''"""(?:[^"\\]|\\.|"{1,2}(?!"))*"""|"(?:[^"\\\n]|\\.)*"'''
    rb"""|'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''|'(?:[^'\\\n]|\\.)*'""",
    re.DOTALL,
)
_ENTITY = re.compile(rb'<!ENTITY\s+([^\s%"]+)\s+"([^"]*)"')
_REFERENCE = re.compile(rb"&([^\s#;&]+);")


def read_rdf(stream: BinaryIO, name: str, format: str = "", base: str = "") -> list[str]:  # noqa: A002 — the word for it
    """Read a document into sorted lines of N-Quads, literals spelt as they are there.

    `format` is a name, a suffix or a media type; without one, the suffix of `name` tells. Blank nodes are numbered as
    they come, and never those of another document. Without a `base`, relative IRIs are read as if the document lay at
    `file:///<name>`, for where it lies is nobody's business.

    >>> import io
    >>> read_rdf(io.BytesIO(b'<http://e/a> <http://e/b> 01 .'), "a.ttl")
    ['<http://e/a> <http://e/b> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .']
    """
    syntax = _syntax(name, format)
    content = stream.read().removeprefix(_BOM)
    _check_size(content, syntax, name)
    return terms.lines(_quads(content, name, syntax, base))


def _syntax(name: str, format_name: str) -> str:
    if format_name:
        wanted = format_name.partition(";")[0].strip().lower().removeprefix(".")
        if wanted not in FOREIGN_FORMATS:
            hint = did_you_mean(wanted, FOREIGN_FORMATS) or f"choose one of {', '.join(_SYNTAXES)}"
            raise UsageError(f"There is no RDF format {format_name!r}: {hint}")
        return FOREIGN_FORMATS[wanted]
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    if suffix not in FOREIGN_FORMATS:
        usual = ", ".join(f".{names[0]}" for names, _ in _SYNTAXES.values())
        names = ", ".join(_SYNTAXES)
        raise UsageError(f"{name}: the name does not tell the format, as {usual} would: name one of {names}")
    return FOREIGN_FORMATS[suffix]


def _quads(content: bytes, name: str, syntax: str, base: str) -> Iterator[Quad]:
    writer = _Writer(name)
    base = base or f"file:///{quote(PurePath(name).name)}"
    relative_to = None if syntax in ("ntriples", "nquads") else base
    try:
        for quad in parse(content, format=_SYNTAXES[syntax][1], base_iri=relative_to):
            subject, predicate, obj = (writer.term(term) for term in (quad.subject, quad.predicate, quad.object))
            graph = "" if isinstance(quad.graph_name, DefaultGraph) else writer.term(quad.graph_name)
            yield Quad(subject, predicate, obj, graph)
    except SyntaxError as error:
        raise _refused(_problem(error, name, content)) from None
    except ValueError as error:
        raise _refused(Problem(name, 0, "", "", f"it cannot be read: {error}", "", "correct the document")) from None


class _Writer:
    """Writes the terms of one document as ours; its blank nodes get numbers, and a mark of the document."""

    def __init__(self, name: str) -> None:
        self._name, self._mark = name, f"{zlib.crc32(name.encode()):08x}"
        self._blank: dict[str, int] = {}

    def term(self, term: NamedNode | BlankNode | Literal | Triple) -> str:
        if isinstance(term, NamedNode):
            return terms.iri(term.value)
        if isinstance(term, BlankNode):
            return f"_:b{self._blank.setdefault(term.value, len(self._blank) + 1)}-{self._mark}"
        if isinstance(term, Literal) and term.direction is None:
            return terms.literal(term.value, "" if term.language else term.datatype.value, term.language or "")
        what = "a triple term" if isinstance(term, Triple) else "a text with a base direction"
        todo = "say it with a node of its own"
        raise _refused(Problem(self._name, 0, "", "", f"{term} is {what} of RDF 1.2", "RDF 1.1", todo))


def _refused(problem: Problem) -> InputError:
    return InputError(problems=[problem])


def _problem(error: SyntaxError, name: str, content: bytes) -> Problem:
    says = re.sub(r"^Parser error at line [^:]*: | \(line \d+\)$", "", error.msg or str(error)).strip()
    if "LoadDocumentCallback" in says:
        line = _line_of(rb'"@(?:context|import)"\s*:\s*\[?\s*"', content)
        what = "the document takes its @context from elsewhere, and nothing is fetched"
        return Problem(name, line, "", "@context", what, "a @context inside the document", "paste the context into it")
    if "ENTITY" in says:
        line = _line_of(rb"<!ENTITY\s+(?:%\s*)?\S+\s+(?:SYSTEM|PUBLIC|')", content)
        what = "an entity lies outside the document, and nothing is fetched"
        return Problem(name, line, "", "", what, "entities with their text between double quotes", "write the text out")
    line = error.lineno or 0
    if "UTF-8" in says:
        return Problem(name, line, "", "", "the text is not UTF-8", "a document in UTF-8", "save it as UTF-8")
    what = f"it cannot be read from here on: {says}"
    return Problem(name, line, "", "", what, "", "correct the document, or name its format")


def _line_of(pattern: bytes, content: bytes) -> int:
    found = re.search(pattern, content)
    return content.count(b"\n", 0, found.start()) + 1 if found else 0


# -- documents that are larger than they look --------------------------------------------------------------------------


def _check_size(content: bytes, syntax: str, name: str) -> None:
    """Refuse what would exhaust the memory or the stack of the parser (measured: 200,000 levels end the process)."""
    if syntax == "rdfxml" and b"<!ENTITY" in content and _expanded(content) > _LARGEST_EXPANSION:
        raise _refused(Problem(name, 1, "", "", "its entities unfold into more than 50 MB", "", "write the text out"))
    if syntax not in ("rdfxml", "jsonld") and content.count(b"<<") > _DEEPEST and _depth(content) > _DEEPEST:
        what = f"triple terms are nested deeper than {_DEEPEST} levels"
        raise _refused(Problem(name, 0, "", "", what, "", "flatten them"))


def _expanded(content: bytes) -> int:
    """How many bytes the entities of an XML document unfold into; entities are declared before they are used."""
    sizes: dict[bytes, int] = {}
    for entity, text in _ENTITY.findall(content):
        sizes.setdefault(entity, len(text) + sum(sizes.get(inner, 0) for inner in _REFERENCE.findall(text)))
    return sum(sizes.get(used, 0) for used in _REFERENCE.findall(content))


def _depth(content: bytes) -> int:
    depth = deepest = 0
    for token in re.findall(rb"<<|>>", _STRINGS.sub(b'""', content)):
        depth = depth + 1 if token == b"<<" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest
