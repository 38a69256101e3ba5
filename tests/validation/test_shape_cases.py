"""Each shape accepts its good examples and refuses its bad ones, by the very constraint that they name.

An example lies in `tests/cases/shapes/<shape>/`: `good-….ttl` conforms; the first lines of `bad-<constraint>-<what>.ttl` say
which constraint of which path it breaks, and it breaks no other. The constraint before the name of the key is the one
that the example is there for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import zip_longest
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from memorial_kg import terms
from memorial_kg.graph.bridge import to_graph
from memorial_kg.graph.foreign import read_rdf
from memorial_kg.ontology import load_ontology, shapes_graph
from memorial_kg.validation import Report, validate
from memorial_kg.validation.engine import results
from memorial_kg.validation.shapes import Targets, named_shape, path_text

CASES = Path(__file__).parents[1] / "cases" / "shapes"
GOOD = sorted(CASES.glob("*/good-*.ttl"))
BAD = sorted(CASES.glob("*/bad-*.ttl"))
MKG = "https://w3id.org/memorial-kg/ontology#"
MKGS = "https://w3id.org/memorial-kg/shapes#"

# The parameters of SHACL that constrain something, as they stand in our shapes. One that is not listed is found below.
PARAMETERS = ("class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive", "maxInclusive",
              "minLength", "pattern", "lessThanOrEquals", "or", "in", "sparql")  # fmt: skip
NO_CONSTRAINTS = ("targetClass", "targetSubjectsOf", "property", "path", "order", "name", "description", "message",
                  "prefixes", "select", "declare", "prefix", "namespace", "inversePath")  # fmt: skip


def name(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


@cache
def lines(file: Path) -> list[str]:
    with file.open("rb") as stream:
        return read_rdf(stream, file.name)


@cache
def report(file: Path) -> Report:
    return validate(lines(file))


def short(text: str) -> str:
    return terms.compact(text.strip("<>"), load_ontology().prefixes) or "-"


def expand(curie: str) -> str:
    return terms.expand(curie, load_ontology().prefixes)


def promised(file: Path) -> list[str]:
    return re.findall(r"^# fails: (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)


def shapes() -> dict[str, URIRef]:
    """Every node shape by the name of its folder."""
    found = [shape for shape in shapes_graph().subjects(RDF.type, SH.NodeShape) if isinstance(shape, URIRef)]
    return {kebab(shape.removeprefix(MKGS)): shape for shape in found}


def kebab(words: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", words).lower()


# ── the examples ──


@pytest.mark.parametrize("file", GOOD, ids=name)
def test_a_good_example_conforms(file: Path) -> None:
    assert [str(each) for each in report(file).violations] == []


@pytest.mark.parametrize("file", BAD, ids=name)
def test_a_bad_example_fails_by_the_constraint_that_it_names(file: Path) -> None:
    found = report(file)
    assert sorted(f"{short(each.path)} {each.component}" for each in found.violations) == sorted(promised(file))
    assert not found.conforms


@pytest.mark.parametrize("file", BAD, ids=name)
def test_every_violation_tells_a_person_what_to_do(file: Path) -> None:
    for each in report(file).violations:
        assert re.fullmatch(r"['A-Z].{20,}\.", each.message, re.DOTALL), each.message


@pytest.mark.parametrize("file", BAD, ids=name)
def test_a_bad_example_is_named_after_its_constraint(file: Path) -> None:
    constraint = promised(file)[0].split()[1].removesuffix("ConstraintComponent")
    assert file.stem.startswith(f"bad-{kebab(constraint)}-")


# ── they cover the shapes ──


def test_every_shape_has_good_and_bad_examples_and_every_folder_a_shape() -> None:
    assert {file.parent.name for file in GOOD} == {file.parent.name for file in BAD} == set(shapes())


@pytest.mark.parametrize("folder", sorted(shapes()))
def test_a_shape_has_a_bad_example_of_each_kind_of_constraint_that_it_uses(folder: str) -> None:
    graph, shape = shapes_graph(), shapes()[folder]
    used = {kind for part in (shape, *graph.objects(shape, SH.property)) for kind in parameters(graph, part)}
    shown = {promise.split()[1] for file in BAD if file.parent.name == folder for promise in promised(file)}
    assert {component(kind) for kind in used} <= shown


def test_every_property_shape_has_a_bad_example() -> None:
    broken = {each.shape for file in BAD for each in report(file).violations}
    graph = shapes_graph()
    keys = {str(shape) for shape in graph.subjects(URIRef(f"{MKG}key"))}
    named = {str(shape) for shape in graph.objects(None, SH.property) if isinstance(shape, URIRef)}
    assert (keys | named) - broken == set()


def test_no_constraint_is_of_a_kind_that_the_examples_do_not_know() -> None:
    used = {str(term).removeprefix(str(SH)) for term in shapes_graph().predicates() if str(term).startswith(str(SH))}
    assert used == {*PARAMETERS, *NO_CONSTRAINTS}


@pytest.mark.parametrize("kind", [SH.NodeShape, SH.PropertyShape])
def test_every_shape_says_what_it_is_and_what_to_do(kind: URIRef) -> None:
    graph = shapes_graph()
    for shape in graph.subjects(RDF.type, kind):
        constrains = any(parameter in ("or", "sparql") for parameter in parameters(graph, shape))
        if kind == SH.PropertyShape:
            assert graph.value(shape, SH.message), shape
            assert graph.value(shape, SH.description) or (shape, URIRef(f"{MKG}key"), None) not in graph, shape
        else:
            assert graph.value(shape, RDFS.label), shape
            own = [graph.value(each, SH.message) for each in graph.objects(shape, SH.sparql)]
            assert not constrains or graph.value(shape, SH.message) or all(own), shape


# ── a constraint that is taken away is missed ──


def parameters(graph: Graph, shape: Node) -> list[str]:
    return [parameter for parameter in PARAMETERS if (shape, SH[parameter], None) in graph]


def component(parameter: str) -> str:
    special = {"sparql": "SPARQL"}
    return f"{special.get(parameter, parameter[0].upper() + parameter[1:])}ConstraintComponent"


Constraint = tuple[Node, str, Node]
Caught = set[tuple[str, str, str]]


def rounds() -> list[list[Constraint]]:
    """Every constraint of ours, as triples of its shape; in a round no shape has more than one."""
    graph = shapes_graph()
    own = {*graph.subjects(RDF.type, SH.PropertyShape), *graph.subjects(RDF.type, SH.NodeShape)}
    own |= {*graph.objects(URIRef(f"{MKGS}Reconciled"), SH.property)}
    found = [
        [
            (shape, parameter, value)
            for parameter in parameters(graph, shape)
            for value in graph.objects(shape, SH[parameter])
        ]
        for shape in sorted(own, key=str)
    ]
    return [[each for each in number if each] for number in zip_longest(*found)]


def copied() -> Graph:
    """The bundled shapes, to be mutated: the originals are shared."""
    copy = Graph()
    copy += shapes_graph()
    return copy


def caught(files: Iterable[Path], shapes: Graph) -> Caught:
    """What the engine finds in many examples at once, each with IRIs of its own: file, path and component."""
    ours = "https://example.org/"
    together = [line.replace(ours, f"{ours}{name(file)}/") for file in files for line in lines(file)]
    return {
        (
            "/".join(str(each.focus).removeprefix(ours).split("/")[:2]),
            short(path_text(each.report, each.path)) if each.path else "-",
            each.component,
        )
        for each in results(to_graph(together), shapes)
    }


@cache
def examples() -> dict[tuple[str, str], list[Path]]:
    """The bad examples that a constraint of a named shape is to catch, by what they promise."""
    found: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for file in BAD:
        for each in report(file).violations:
            found[each.shape, each.component].append(file)
    return found


def test_every_constraint_that_is_taken_away_turns_an_example() -> None:
    missed = []
    for constraints in rounds():
        mutated = copied()
        for shape, parameter, value in constraints:
            mutated.remove((shape, SH[parameter], value))
        shown = {each: examples()[named_shape(mutated, each[0]), component(each[1])] for each in constraints}
        still = caught({file for files in shown.values() for file in files}, mutated)
        for (shape, parameter, _), files in shown.items():
            path = mutated.value(shape, SH.path)
            wanted = [
                (name(file), promise.split()[0], component(parameter))
                for file in files
                for promise in promised(file)
                if promise.endswith(component(parameter)) and path in (None, URIRef(expand(promise.split()[0])))
            ]
            if still >= set(wanted):
                missed.append(f"{shape} {parameter}")
    assert missed == []


def test_every_way_to_cheat_about_a_disagreement_has_an_example() -> None:
    """The branches of the query of law 2, each taken away in turn."""
    graph = copied()
    node = graph.value(URIRef(f"{MKGS}NoSilentWinner"), SH.sparql)
    select = graph.value(node, SH.select)
    assert node is not None
    assert select is not None
    branches = re.findall(r"\{ \$this .*?\}(?= *(?:\n *UNION|\n *\}))", str(select), re.DOTALL)
    assert len(branches) == 4
    files = [file for file in BAD if file.parent.name == "no-silent-winner"]
    wanted = caught(files, graph)
    for branch in branches:
        graph.set((node, SH.select, Literal(str(select).replace(branch, "{ FILTER (false) }"))))
        assert not caught(files, graph) >= wanted, branch


def test_the_bundled_shapes_have_targets() -> None:
    assert (
        len(Targets.of(shapes_graph()).classes) == len(shapes()) - 2
    )  # two shapes are about comparisons, one has no class
