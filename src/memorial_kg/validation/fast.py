"""The fast engine: SHACL Core by the `shacl` package on the text of one graph, SPARQL constraints by `constraints`.

No triple of the data becomes an object of Python unless a result is about it. The `shacl` package passes SPARQL
constraints that compare dates, so it is never given any. It numbers blank nodes anew, so shapes are given without them,
and graphs that hold some are not for this engine.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from rdflib import SH, BNode, Graph, URIRef
from rdflib.term import Node

from memorial_kg.graph.bridge import written
from memorial_kg.validation.constraints import Constraint, answers, constraints_of, resting_on
from memorial_kg.validation.focus import focus_nodes
from memorial_kg.validation.messages import declared, filled
from memorial_kg.validation.report import SEVERITY_OF, Violation
from memorial_kg.validation.shapes import HOLDS_SHAPE, HOLDS_SHAPES, TARGETS, Targets, named_shape, path_text
from memorial_kg.validation.spelling import BeyondFastError, Spelling, plain
from memorial_kg.validation.written import problem_of

if TYPE_CHECKING:
    import shacl

__all__ = ["BeyondFastError", "Compiled", "compiled"]

_SHAPE = "urn:x-memorial-kg:shape:"
_OTHER = "validate with pyshacl"
# Numbers beyond its 64 or 128 bits, an hour 24 that is not midnight, a signed NaN, a duration with an empty time.
_MISJUDGED = re.compile(r'[0-9]{16}|T24:|^"[+-]NaN"|^"[^"]*T"')
_DERIVED = re.compile(r"#(?:non|pos|neg|unsigned|long|int>|short|byte)")  # beyond their bounds it compares them still
_BLANK = re.compile(r"^_:|^\S+ \S+ _:", re.MULTILINE)


class _Shape(NamedTuple):
    """What the results of one shape say."""

    node: Node
    named: str
    path: str


@dataclass(frozen=True)
class Compiled:
    """Shapes made ready for the fast engine, to be used for any number of graphs."""

    core: shacl.Shapes
    constraints: tuple[tuple[Constraint, Targets], ...]
    targets: Targets
    graph: Graph
    names: dict[str, Node]  # of the shapes as the engine knows them
    _said: dict[tuple[str, str], tuple[_Shape, str]] = field(default_factory=dict)

    def fit(self, literals: Iterable[str]) -> None:
        """Look at typed literals; a BeyondFastError names one that the engine would misjudge."""
        for term in literals:
            if _MISJUDGED.search(term) or (_DERIVED.search(term) and problem_of(term)):
                raise BeyondFastError(f"The fast engine misjudges {term[:60]}: {_OTHER}")

    def results(self, text: str, graph: str) -> Iterator[Violation]:
        """Every result for the text of one graph in N-Triples, a line a triple.

        Raises BeyondFastError where the engine cannot read the graph, or could not name what it finds.
        """
        report = self._core(text)
        spell = Spelling(text)
        for result in report.results:
            shape, message = self._words(result.source_shape or "", result.component_iri)
            yield Violation(
                severity=SEVERITY_OF.get(result.severity, "violation"),
                focus=spell.term(result.focus_node),
                path=shape.path or result.path or "",
                value=spell.term(result.value or ""),
                shape=shape.named,
                component=result.component_iri.removeprefix(str(SH)),
                message=message,
                graph=graph,
            )
        yield from self._sparql(text, graph, spell)

    def _core(self, text: str) -> shacl.Report:
        if "_:" in text and _BLANK.search(text):
            raise BeyondFastError(f"The graph holds blank nodes, which the fast engine cannot name: {_OTHER}")
        try:
            return self.core.validate_text(text, format="ntriples")
        except BaseException as error:
            if not isinstance(error, ValueError) and type(error).__name__ != "PanicException":  # Rust's, no Exception
                raise
            raise BeyondFastError(f"The graph cannot be read by the fast engine ({error}): {_OTHER}") from error

    def _words(self, source: str, component: str) -> tuple[_Shape, str]:
        known = self._said.get((source, component))
        if known is None:
            node = self.names[source]
            path = self.graph.value(node, SH.path)
            shape = _Shape(node, named_shape(self.graph, node), path_text(self.graph, path) if path is not None else "")
            known = shape, declared(self.graph, node, component.removeprefix(str(SH)))
            self._said[source, component] = known
        return known

    def _sparql(self, text: str, graph: str, spell: Spelling) -> Iterator[Violation]:
        by_subject: dict[str, list[str]] = {}
        for constraint, targets in self.constraints:
            focus = _candidates(text, constraint, targets)
            if not focus:
                continue
            by_subject = by_subject or _by_subject(text)
            lines = resting_on(constraint, by_subject, focus)
            for answer in answers(constraint, text if lines is None else "\n".join(lines), focus):
                value = spell.stored(answer.value)
                yield Violation(
                    severity=SEVERITY_OF.get(constraint.severity, "violation"),
                    focus=spell.term(answer.focus),
                    path=answer.path,
                    value=value,
                    shape=constraint.named,
                    component="SPARQLConstraintComponent",
                    message=filled(constraint.message, {**answer.said, **({"value": plain(value)} if value else {})}),
                    graph=graph,
                )


def _candidates(text: str, constraint: Constraint, targets: Targets) -> set[str]:
    """The focus nodes about which a constraint can have an answer."""
    predicate, obj = constraint.reading.anchor
    if not predicate:
        return focus_nodes(text, targets)
    having = f" {predicate} {obj} .\n"
    if having not in text:
        return set()
    found = {piece[piece.rfind("\n") + 1 :] for piece in text.split(having)[:-1]}
    return found & focus_nodes(text, targets)


def _by_subject(text: str) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in text.split("\n"):
        found[line[: line.find(" ")]].append(line)
    return found


def compiled(shapes: Graph, targets: Targets) -> Compiled:
    """Make shapes ready; whether what they ask is evaluated alike is not looked at here (`alike.refusal` does)."""
    import shacl

    names: dict[str, Node] = {f"<{_SHAPE}{number}>": node for number, node in enumerate(sorted(_unnamed(shapes)))}
    new: dict[Node, Node] = {node: URIRef(name[1:-1]) for name, node in names.items()}
    constraints = set(shapes.objects(None, SH.sparql))
    lines = [
        " ".join(written(new.get(term, term), strict=False) for term in triple) + " .\n"
        for triple in shapes
        if triple[1] != SH.sparql and triple[0] not in constraints
    ]
    lines += [
        f"{name} <{SH.targetClass}> {name} .\n"
        for name in sorted(written(cls, strict=False) for cls in targets.implicit)
    ]
    try:
        core = shacl.Shapes.from_text("".join(sorted(lines)), format="ntriples")
    except ValueError as error:
        raise BeyondFastError(f"The shapes cannot be read by the fast engine ({error}): {_OTHER}") from error
    return Compiled(
        core=core,
        constraints=tuple((each, Targets.of(shapes, each.shape)) for each in constraints_of(shapes)),
        targets=targets,
        graph=shapes,
        names={
            **{written(node, strict=False): node for node in shapes.subjects() if isinstance(node, URIRef)},
            **names,
        },
    )


def _unnamed(shapes: Graph) -> set[BNode]:
    """The shapes without a name; the engine would number them anew, and nobody could tell which is which."""
    found = {node for predicate in HOLDS_SHAPE for node in shapes.objects(None, predicate)}
    heads = [head for predicate in HOLDS_SHAPES for head in shapes.objects(None, predicate)]
    found |= {node for head in heads for node in shapes.items(head)}
    found |= {node for predicate in (SH.path, *TARGETS) for node in shapes.subjects(predicate)}
    return {node for node in found if isinstance(node, BNode)}
