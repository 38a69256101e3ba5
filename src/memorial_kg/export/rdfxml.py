"""Writes RDF/XML: one element a node, named after its class.

pyoxigraph's own writer lets pass what XML cannot hold (carriage returns, control characters, properties that are no
name), so this one is ours: it escapes the first and refuses the others in words.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from memorial_kg.errors import InputError
from memorial_kg.export.afterwards import written_after
from memorial_kg.export.names import Names
from memorial_kg.export.nodes import Node, nodes
from memorial_kg.ontology import Ontology
from memorial_kg.terms import XSD, Literal, parse_term, unwrap

__all__ = ["write_rdfxml"]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NOT_FIRST = f"{string.digits}.-"  # what a name may hold and not begin with
_IN_NAME = f"{string.ascii_letters}_{_NOT_FIRST}"
_CARRIAGE_RETURN = {"\r": "&#13;"}  # a parser of XML would read it as a line feed
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What RDF/XML keeps for itself: these names of its namespace cannot name a property (section 5.1 of RDF/XML 1.1).
_SYNTAX = frozenset(
    {"Description", "RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li"}
    | {"aboutEach", "aboutEachPrefix", "bagID"}
)


def write_rdfxml(lines: Iterable[str], ontology: Ontology, base: str, out: BinaryIO) -> None:
    """Write RDF/XML; raise InputError for a property or a character that XML has no form for."""
    writer = _Writer(Names(ontology.prefixes, base))

    def body() -> Iterator[str]:
        yield from map(writer.element, nodes(lines, ontology, base))
        yield "</rdf:RDF>\n"

    written_after(body(), writer.head, out)


class _Writer:
    def __init__(self, names: Names) -> None:
        self._names = names
        self._spaces = {"rdf": _RDF}
        self._by_space = {_RDF: "rdf"}
        self._given = {space: prefix for prefix, space in sorted(names.prefixes.items(), reverse=True)}

    def head(self) -> str:
        """The declaration and the opening tag: the base, and the namespaces of the elements that were written."""
        base = f" xml:base={quoteattr(self._names.base)}" if self._names.base else ""
        spaces = "".join(f"\n    xmlns:{prefix}={quoteattr(space)}" for prefix, space in sorted(self._spaces.items()))
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{base}{spaces}>\n'

    def element(self, node: Node) -> str:
        """The element of a node."""
        tag = (self._tag(unwrap(node.types[0])) if node.types else "") or "rdf:Description"
        types = node.types if tag == "rdf:Description" else node.types[1:]
        inside = [f"<rdf:type {self._reference('resource', each)}/>" for each in types]
        inside += [self._property(predicate, each) for predicate, objects in node.says for each in objects]
        about = f"  <{tag} {self._reference('about', node.subject)}"
        return "\n    ".join([f"{about}>", *inside]) + f"\n  </{tag}>\n" if inside else f"{about}/>\n"

    def _property(self, predicate: str, term: str) -> str:
        tag = self._tag(unwrap(predicate))
        if not tag:
            raise InputError(f"RDF/XML has no form for the property {predicate}: export to another format")
        value = None if term.startswith("_:") else parse_term(term)
        if not isinstance(value, Literal):
            return f"<{tag} {self._reference('resource', term)}/>"
        if bad := _NOT_XML.search(value.text):
            raise InputError(
                f"XML cannot hold the character U+{ord(bad.group()):04X} of {term}: export to another format"
            )
        attribute = f" xml:lang={quoteattr(value.language)}" if value.language else ""
        if not value.language and value.datatype != f"{XSD}string":
            attribute = f" rdf:datatype={quoteattr(value.datatype)}"
        return f"<{tag}{attribute}>{escape(value.text, _CARRIAGE_RETURN)}</{tag}>"

    def _reference(self, role: str, term: str) -> str:
        """The attribute that names a node; a blank node of foreign data has the same in every role."""
        if term.startswith("_:"):
            return f"rdf:nodeID={quoteattr(f'b{term[2:]}')}"
        iri = str(parse_term(term))
        return f"rdf:{role}={quoteattr(iri if self._names.curie(iri) else self._names.relative(iri) or iri)}"

    def _tag(self, iri: str) -> str:
        """The name of an element; "" where there is none. Namespaces without a prefix of ours become ns1, ns2 …"""
        local = iri[len(iri.rstrip(_IN_NAME)) :].lstrip(_NOT_FIRST)
        space = iri.removesuffix(local)
        if not local or not space or (space == _RDF and local in _SYNTAX):
            return ""
        if space not in self._by_space:
            prefix = self._given.get(space) or f"ns{sum(each.startswith('ns') for each in self._spaces) + 1}"
            self._by_space[space], self._spaces[prefix] = prefix, space
        return f"{self._by_space[space]}:{local}"
