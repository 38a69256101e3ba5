"""Each shape accepts its good examples and refuses its bad ones, by the very constraint that they name.

An example lies in `tests/cases/shapes/<shape>/`: `good-….ttl` conforms; the first lines of `bad-<constraint>-<what>.ttl` say
which constraint of which path it breaks, and it breaks no other. The constraint before the name of the key is the one
that the example is there for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from memorial_kg.graph.bridge import to_graph
from memorial_kg.graph.foreign import read_rdf
from memorial_kg.ontology import load_ontology, shapes_graph
from memorial_kg.terms import compact
from memorial_kg.validation import Report, validate
from memorial_kg.validation.engine import results
from memorial_kg.validation.shapes import Targets, path_text

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
    return compact(text.strip("<>"), load_ontology().prefixes) or "-"


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


def constraints() -> list[tuple[Node, str]]:
    """Each parameter of each shape of ours that nothing but its own examples can miss, the parts of an sh:or aside."""
    graph = shapes_graph()
    own = {*graph.subjects(RDF.type, SH.PropertyShape), *graph.subjects(RDF.type, SH.NodeShape)}
    own |= {*graph.objects(URIRef(f"{MKGS}Reconciled"), SH.property)}
    return [(shape, parameter) for shape in own for parameter in parameters(graph, shape)]


@cache
def examples() -> dict[tuple[Node, str], list[Path]]:
    """The bad examples that each constraint catches, as the engine itself reports it."""
    found: dict[tuple[Node, str], list[Path]] = defaultdict(list)
    whole = copied()
    for file in BAD:
        for each in results(to_graph(lines(file)), whole):
            found[each.shape, each.component].append(file)
    return found


def copied() -> Graph:
    """The bundled shapes, to be mutated: the originals are shared."""
    copy = Graph()
    copy += shapes_graph()
    return copy


def still_caught(file: Path, mutated: Graph) -> bool:
    found = [
        f"{short(path_text(r.report, r.path)) if r.path else '-'} {r.component}"
        for r in results(to_graph(lines(file)), mutated)
    ]
    return set(promised(file)) <= set(found)


def test_every_constraint_that_is_taken_away_turns_an_example() -> None:
    mutated = copied()
    missed = []
    for shape, parameter in constraints():
        for value in [*mutated.objects(shape, SH[parameter])]:
            mutated.remove((shape, SH[parameter], value))
            if all(still_caught(file, mutated) for file in examples().get((shape, component(parameter)), ())):
                missed.append(f"{shape} {parameter}")
            mutated.add((shape, SH[parameter], value))
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
    for branch in branches:
        graph.set((node, SH.select, Literal(str(select).replace(branch, "{ FILTER (false) }"))))
        assert not all(still_caught(file, graph) for file in files), branch
    graph.set((node, SH.select, select))
    assert all(still_caught(file, graph) for file in files)


def test_the_bundled_shapes_have_targets() -> None:
    assert (
        len(Targets.of(shapes_graph()).classes) == len(shapes()) - 2
    )  # two shapes are about comparisons, one has no class
