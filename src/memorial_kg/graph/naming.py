"""Labels for what no editor has described: a name on which all sources agree, and otherwise none."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from memorial_kg.ontology import Ontology
from memorial_kg.terms import RDFS_LABEL, Literal, Quad, iri, line_of, parse_line, parse_term
from memorial_kg.values import fold

__all__ = ["labels_of_mentioned"]


def labels_of_mentioned(lines: Iterable[str], base: str, ontology: Ontology, edited: Collection[str]) -> set[str]:
    """The labels of people, organizations and places that records name and that are not among the `edited` ones.

    `lines` are those of the default graph about such things, all of them of each. Names that differ in more than their
    spelling give no label: none of them is preferred. An event has none either, whatever it is called.
    """
    subjects = ontology.subjects()
    name = f"> {iri(ontology.shapes['Person'].keys['name'].path)} "
    spaces = tuple(f"<{base}{space}/" for space in ontology.by_namespace if space not in (*subjects, "source"))
    told: dict[str, list[tuple[str, str, str]]] = {}
    for line in lines:
        if name in line and line.startswith(spaces):
            quad = parse_line(line)
            words = parse_term(quad.object)
            if quad.subject[1:-1].removeprefix(base) not in edited and isinstance(words, Literal):
                told.setdefault(quad.subject, []).append((words.language, words.text, quad.object))
    return {
        line_of(Quad(subject, RDFS_LABEL, min(names, key=lambda each: (each[0] != "en", each))[2]))
        for subject, names in told.items()
        if len({fold(text) for _, text, _ in names}) == 1
    }
