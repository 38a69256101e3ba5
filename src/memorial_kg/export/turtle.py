"""Writes Turtle and TriG: one block a node, its classes first, what is said of it in page order.

pyoxigraph's own writer orders prefixes by chance and puts language tags into small letters, so this one is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from memorial_kg.export.afterwards import written_after
from memorial_kg.export.names import Names
from memorial_kg.export.nodes import Node, nodes
from memorial_kg.ontology import Ontology
from memorial_kg.terms import XSD

__all__ = ["write_turtle"]

# Literals that Turtle writes without quotation marks, by datatype (section 2.5.2 of Turtle 1.1). Only in their usual
# form: rdflib reads a bare number by its value, and gives 00 back as 0, .5 as 0.5 and 0.0000001 as 1E-7.
_BARE = {
    f"{XSD}integer": re.compile(r"0|-?[1-9][0-9]{0,17}"),
    f"{XSD}decimal": re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,6}"),
    f"{XSD}boolean": re.compile("true|false"),
}


def write_turtle(lines: Iterable[str], ontology: Ontology, base: str, out: BinaryIO) -> None:
    """Write Turtle; where there are named graphs, it is TriG."""
    names = Names(ontology.prefixes, base)

    def head() -> str:
        lines = [f"@base <{names.base}> .\n"] if names.base else []
        lines += [f"@prefix {prefix}: <{names.prefixes[prefix]}> .\n" for prefix in sorted(names.used)]
        return "".join(lines)

    written_after(_graphs(nodes(lines, ontology, base), names), head, out)


def _graphs(every: Iterable[Node], names: Names) -> Iterator[str]:
    for graph, several in groupby(every, key=lambda node: node.graph):
        if not graph:
            yield from (f"\n{_block(node, names, '')}" for node in several)
            continue
        yield f"\n{names.in_turtle(graph)} {{\n"
        for number, node in enumerate(several):
            yield ("\n" if number else "") + _block(node, names, "    ")
        yield "}\n"


def _block(node: Node, names: Names, indent: str) -> str:
    says = [("a", node.types)] if node.types else []
    says += [(names.in_turtle(predicate), objects) for predicate, objects in node.says]
    parts = [f"{predicate} {', '.join(_term(each, names) for each in objects)}" for predicate, objects in says]
    between = f" ;\n{indent}    "
    return f"{indent}{names.in_turtle(node.subject)} {between.join(parts)} .\n"


def _term(term: str, names: Names) -> str:
    if term.startswith("<"):
        return names.in_turtle(term)
    if not term.endswith(">"):
        return term
    quoted, _, datatype = term.rpartition("^^")
    bare = _BARE.get(datatype[1:-1])
    if bare is not None and bare.fullmatch(quoted, 1, len(quoted) - 1):
        return quoted[1:-1]
    return f"{quoted}^^{names.in_turtle(datatype)}"
