"""Both engines give the same results, one by one: on our examples, on data that were broken at random, on others' shapes."""

from __future__ import annotations

import contextlib
import io
import random
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph

from memorial_kg import terms
from memorial_kg.errors import InputError, UsageError
from memorial_kg.graph.bridge import to_graph
from memorial_kg.graph.foreign import read_rdf
from memorial_kg.terms import XSD
from memorial_kg.validation import Violation, validate
from memorial_kg.validation.alike import refusal
from memorial_kg.validation.checking import Found, by_fast, by_pyshacl
from memorial_kg.validation.fast import BeyondFastError, compiled
from memorial_kg.validation.shapes import Targets, checked_shapes
from memorial_kg.validation.validating import bundled, bundled_fast

CASES = sorted((Path(__file__).parents[1] / "cases" / "shapes").glob("*/*.ttl"))
PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix mkg: <https://w3id.org/memorial-kg/ontology#> .
"""
SH, EDTF = "http://www.w3.org/ns/shacl#", "http://id.loc.gov/datatypes/edtf/EDTF"


def literals(**typed: str) -> list[str]:
    return [terms.literal(text, f"{XSD}{name}") for name, texts in typed.items() for text in texts.split("|")]


VALUES = [
    *literals(
        date="2016-05-30|2016-05-31|2016-02-30|2016-05-30Z|2016-05-30+14:00|0000-01-01|-0044-03-15|12016-01-01",
        dateTime="2016-05-30T10:00:00|2016-05-30T10:00:00Z|2016-05-30T10:00:00+05:00",
        time="10:00:00|10:00:00Z",
        gYear="2016|20I6|2017",
        integer="1|01|+1| 1 ",
        decimal="1.10|0.0|-1.0|90.0|180.5|8,6|5.|0.1",
        double="1e0|NaN|INF|-INF|0.1",
        float="1.5|0.1",
        nonNegativeInteger="12",
        boolean="true|1|false|yes",
        duration="P30Y|P1M|P12M|P365D|30 years",
        hexBinary="abc",
        anyURI="https://example.org/",
    ),
    terms.literal("2014-02", EDTF),
    terms.literal("2014-13", EDTF),
    terms.literal("x", "https://example.org/datatype"),
    *(terms.literal(text) for text in ("", "x", "y", "MTR", "MTR\n", "x\ny", "\x07", 'a\t"\\', "𝒜", "٣")),
    *(terms.literal(text, language=tag) for text in ("", "x", "y") for tag in ("en", "en-GB", "DE")),
    "<https://example.org/thing>",
]  # fmt: skip


def turtle(text: str) -> list[str]:
    return read_rdf(io.BytesIO((PREFIXES + text).encode()), "text.ttl")


def shapes(text: str) -> Graph:
    return checked_shapes(to_graph(turtle(text)))


def both(ours: Graph, lines: list[str]) -> tuple[set[Violation], set[Violation]]:
    targets = Targets.of(ours)
    return same(by_fast(compiled(ours, targets), "", lines), by_pyshacl(ours, targets, "", lines))


def both_of_ours(lines: list[str]) -> tuple[set[Violation], set[Violation]]:
    return same(by_fast(bundled_fast(), "", lines), by_pyshacl(*bundled(), "", lines))


def same(fast: Found, reference: Found) -> tuple[set[Violation], set[Violation]]:
    assert fast.checked == reference.checked
    return set(fast.violations), set(reference.violations)


@cache
def examples() -> list[str]:
    """All good and bad examples of our shapes in one graph, each with IRIs of its own and without blank nodes."""
    found: set[str] = set()
    for file in CASES:
        with file.open("rb") as stream:
            text = "\n".join(read_rdf(stream, file.name))
        text = text.replace("https://example.org/", f"https://example.org/{file.parent.name}/{file.stem}/")
        found.update(re.sub(r"_:(\w+)", rf"<https://example.org/{file.stem}/\1>", text).split("\n"))
    return sorted(found)


# ── our shapes ──


def test_the_engines_agree_on_all_examples_of_our_shapes() -> None:
    fast, reference = both_of_ours(examples())
    assert fast == reference
    assert len(fast) > 250


def broken(lines: list[str], seed: int, times: int) -> list[str]:
    """The same lines after accidents: dropped, swapped and doubled values, other datatypes, other properties."""
    chance = random.Random(seed)
    quads = [terms.parse_line(line) for line in lines]
    nodes, predicates = sorted({quad.subject for quad in quads}), sorted({quad.predicate for quad in quads})
    for _ in range(times):
        at, other = chance.randrange(len(quads)), chance.randrange(len(quads))
        quad = quads[at]
        match chance.randrange(7):
            case 0:
                quads[at] = quads[-1]
                quads.pop()
            case 1:
                quads[at] = quad._replace(object=chance.choice(VALUES))
            case 2:
                quads.append(quad._replace(object=chance.choice(VALUES)))
            case 3:
                quads[at] = quad._replace(object=chance.choice(nodes))
            case 4:
                quads.append(quad._replace(predicate=chance.choice(predicates)))
            case 5:
                quads[at], quads[other] = (
                    quad._replace(object=quads[other].object),
                    quads[other]._replace(object=quad.object),
                )
            case 6 if quad.object.startswith('"'):
                text = terms.parse_term(quad.object)
                kind = terms.parse_term(chance.choice(VALUES[:-1]))
                assert not isinstance(text, str)
                assert not isinstance(kind, str)
                quads[at] = quad._replace(object=terms.literal(text.text, kind.datatype, kind.language))
    return terms.lines(quads)


@pytest.mark.parametrize("seed", [1])
def test_the_engines_agree_on_data_that_were_broken_in_hundreds_of_places(seed: int) -> None:
    fast, reference = both_of_ours(broken(examples(), seed, 400))
    assert fast == reference
    assert len({each.component for each in fast}) > 9


@cache
def comparisons() -> list[str]:
    return [line for line in examples() if "/no-silent-winner/" in line or "/comparison/" in line or "/event/" in line]


@settings(max_examples=2, deadline=None)
@given(st.integers(min_value=0), st.integers(min_value=1, max_value=60))
def test_the_engines_agree_whatever_befalls_comparisons_and_events(seed: int, times: int) -> None:
    with contextlib.suppress(BeyondFastError):  # a value in two spellings, about which the store cannot tell
        fast, reference = both_of_ours(broken(comparisons(), seed, times))
        assert fast == reference


# ── shapes of others ──

CONSTRAINTS = (
    "sh:minCount 1", "sh:minCount 2", "sh:maxCount 1", "sh:class ex:A", "sh:class ex:B", "sh:datatype xsd:integer", "sh:nodeKind sh:IRI",
    "sh:minLength 3", "sh:maxLength 3", "sh:pattern '^b'", "sh:pattern '^B' ; sh:flags 'i'", "sh:in ( ex:n1 ex:n2 1 'b' )",
    "sh:hasValue ex:n1", "sh:equals ex:q", "sh:disjoint ex:q", "sh:lessThan ex:q", "sh:lessThanOrEquals ex:q", "sh:uniqueLang true",
    "sh:languageIn ( 'en' 'de' )", "sh:minInclusive 2", "sh:maxExclusive 3", "sh:or ( [ sh:class ex:A ] [ sh:datatype xsd:integer ] )",
    "sh:and ( [ sh:nodeKind sh:IRI ] [ sh:class ex:A ] )", "sh:xone ( [ sh:class ex:A ] [ sh:class ex:B ] )", "sh:not [ sh:class ex:A ]",
    "sh:node ex:Other", "sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ]",
    "sh:qualifiedValueShape [ sh:class ex:A ] ; sh:qualifiedMinCount 1", "sh:qualifiedValueShape [ sh:class ex:A ] ; sh:qualifiedMaxCount 1",
    "sh:severity sh:Warning ; sh:minCount 1", "sh:message 'one'@en , 'eins'@de ; sh:minCount 3", "sh:deactivated true ; sh:minCount 9",
)  # fmt: skip
PATHS = ("ex:p", "ex:q", "[ sh:inversePath ex:p ]", "( ex:p ex:q )", "[ sh:alternativePath ( ex:p ex:q ) ]", "[ sh:zeroOrMorePath ex:p ]",
         "[ sh:oneOrMorePath ex:p ]", "[ sh:zeroOrOnePath ex:p ]", "( ex:p [ sh:inversePath ex:q ] )")  # fmt: skip
OF_NODES = (
    "sh:class ex:A", "sh:nodeKind sh:IRI", "sh:hasValue ex:n1", "sh:pattern 'n[0-4]$'", "sh:closed true ; sh:ignoredProperties ( rdf:type )",
    "sh:not [ sh:class ex:B ]", "sh:node ex:Other", "sh:or ( [ sh:class ex:A ] ex:Other )", "sh:minLength 30", "sh:equals ex:p",
    "sh:xone ( [ sh:class ex:A ] [ sh:property [ sh:path ex:p ; sh:minCount 1 ] ] )", "sh:and ( [ sh:class ex:A ] ex:Other )",
)  # fmt: skip
TARGETS = ("sh:targetClass ex:A", "sh:targetClass ex:Top", "sh:targetNode ex:n1 , ex:n2", "sh:targetSubjectsOf ex:p",
           "sh:targetObjectsOf ex:q", "a rdfs:Class")  # fmt: skip
OBJECTS = ("ex:n1", "ex:n2", "ex:n3", "ex:n4", "ex:n5", "1", "2", "3", "4.5", "'b'", "'Baa'@en", "'baa'@de", "'x'@en", "'x'@fr", "'x'@en-GB",
           "'bbbbb'", "'2016-01-01'^^xsd:date", "'x'^^xsd:integer", "true")  # fmt: skip


def some_shapes(chance: random.Random) -> str:
    text = "ex:Other a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .\n"
    for number in range(4):
        text += f"ex:S{number} a sh:NodeShape ; {chance.choice(TARGETS)} ; {chance.choice(OF_NODES)}"
        for _ in range(3):
            text += f" ; sh:property [ sh:path {chance.choice(PATHS)} ; {chance.choice(CONSTRAINTS)} ]"
        text += " .\n"
    return text


def some_data(chance: random.Random) -> str:
    text = "ex:B rdfs:subClassOf ex:Top . ex:A rdfs:subClassOf ex:Mid . ex:Mid rdfs:subClassOf ex:Top .\n"
    for node in range(1, 6):
        text += "".join(
            f"ex:n{node} a {cls} .\n" for cls in chance.sample(["ex:A", "ex:B", "ex:Mid", "ex:S0"], chance.randrange(3))
        )
        for path in ("ex:p", "ex:q"):
            text += "".join(f"ex:n{node} {path} {value} .\n" for value in chance.sample(OBJECTS, chance.randrange(4)))
    return text


def test_the_engines_agree_on_shapes_of_every_kind() -> None:
    seen: set[str] = set()
    for seed in range(25):
        chance = random.Random(seed)
        ours = shapes(some_shapes(chance))
        assert refusal(ours) == ""
        fast, reference = both(ours, turtle(some_data(chance)))
        assert fast == reference, seed
        seen |= {each.component for each in fast}
    assert len(seen) > 20


ORDERS = ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")


@pytest.mark.parametrize("order", ORDERS)
def test_the_engines_agree_on_what_comes_before_what(order: str) -> None:
    bounds = [each for each in VALUES if each.startswith('"')][::7]
    text = "".join(
        f"ex:s{number} sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:{order} {bound} ; sh:message '{number}' ] .\n"
        for number, bound in enumerate(bounds)
    )
    lines = [
        f"<https://example.org/v{number}> <https://example.org/p> {value} ." for number, value in enumerate(VALUES)
    ]
    fast, reference = both(shapes(text), lines)
    assert fast == reference


@pytest.mark.parametrize("pair", ["lessThan", "lessThanOrEquals"])
def test_the_engines_agree_on_pairs_of_values(pair: str) -> None:
    values = VALUES[::2]
    lines = [
        f"<https://example.org/{first}-{second}> <https://example.org/{path}> {value} ."
        for first, one in enumerate(values)
        for second, other in enumerate(values)
        for path, value in (("p", one), ("q", other))
    ]
    fast, reference = both(
        shapes(f"ex:s sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:{pair} ex:q ] ."), lines
    )
    assert fast == reference


# ── what is not for the fast engine ──

NAMED = "ex:S sh:targetClass ex:A ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."


@pytest.mark.parametrize(("more", "says"), [
    ("ex:S sh:sparql [ sh:select 'SELECT $this { $this a <https://example.org/B> }' ] .", "use sh:"),
    ("ex:S sh:node ex:T . ex:T sh:node ex:S .", "without end"),
    ("ex:S sh:property [ sh:path ex:q ; sh:in ( 1 ) , ( 2 ) ] .", "more than once"),
    ("ex:S sh:property [ sh:path ex:q ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] ] .", "sh:property in a property shape"),
    ("ex:S sh:property [ sh:path ex:q ; sh:pattern '(?=x)' ] .", "sh:pattern"),
    ("ex:S sh:property [ sh:path ex:q ; sh:pattern 'x' ; sh:flags 'x' ] .", "sh:flags"),
])  # fmt: skip
def test_shapes_that_the_fast_engine_is_not_known_to_get_right_are_refused_by_it_alone(more: str, says: str) -> None:
    ours = to_graph(turtle(NAMED + more))
    assert says in refusal(checked_shapes(ours))
    with pytest.raises(InputError, match="validate with the engine pyshacl"):
        validate(turtle("ex:a a ex:A ."), ours, engine="fast")
    if "without end" not in says and "more than once" not in says:
        assert not validate(turtle("ex:a a ex:A ."), ours).conforms


@pytest.mark.parametrize("line", [
    "ex:a ex:q [ ] .",
    f"ex:a ex:q '{'9' * 30}'^^xsd:integer .",
    f"ex:a ex:q '{'9' * 5000}-01-01'^^xsd:date .",
    "ex:a ex:q '-1'^^xsd:nonNegativeInteger .",
    "ex:a ex:q '2016-02-29T24:00:01'^^xsd:dateTime .",
    "ex:a ex:q <https://example.org/[x]> .",
    "ex:a ex:q <https://example.org/%zz> .",
])  # fmt: skip
def test_data_beyond_the_fast_engine_are_checked_by_the_other(line: str) -> None:
    lines = turtle("ex:a a ex:A .") + [re.sub(r"_:\S+", "_:b", each) for each in lenient(line)]
    ours = shapes(NAMED)
    with pytest.raises(BeyondFastError, match="validate with pyshacl"):
        validate(lines, ours, engine="fast")
    assert validate(lines, ours) == validate(lines, ours, engine="pyshacl")
    assert validate(lines, ours).count("violation") >= 1


def lenient(line: str) -> list[str]:
    subject, predicate, rest = line.split(" ", 2)
    for short, full in (("ex:", "https://example.org/"), ("xsd:", XSD)):
        subject, predicate = (re.sub(rf"^{short}(\w+)$", rf"<{full}\1>", each) for each in (subject, predicate))
        rest = re.sub(rf"\^\^{short}(\w+)", rf"^^<{full}\1>", rest)
    return [f"{subject} {predicate} {rest}".replace("'", '"').replace("[ ]", "_:b")]


def test_an_engine_that_there_is_not_is_a_matter_of_usage() -> None:
    with pytest.raises(UsageError, match="choose one of auto, fast, pyshacl"):
        validate(turtle("ex:a a ex:A ."), shapes(NAMED), engine="quick")  # type: ignore[arg-type]


def test_literals_come_back_as_they_are_written() -> None:
    cheat = """ex:x a mkg:Comparison ; mkg:relation mkg:disjoint ; mkg:comparedNode ex:m ; mkg:comparedProperty ex:p .
        ex:m ex:p '1.10'^^xsd:decimal , '2016-05-30Z'^^xsd:date ."""
    british = '<https://example.org/m> <https://example.org/p> "x"@en-GB .'
    fast, reference = both_of_ours([*turtle(cheat), british])
    assert fast == reference
    assert {'"x"@en-GB', f'"1.10"^^<{XSD}decimal>'} <= {each.value for each in fast}
