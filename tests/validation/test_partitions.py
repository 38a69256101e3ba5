"""Parts of a graph, each with the context that it needs, give together the results of the whole."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.site.many import build_unvalidated, write_workspace

from memorial_kg.terms import RDF_TYPE, parse_line
from memorial_kg.validation import check_lines, context_needed, validate


def by_graph(lines: list[str]) -> dict[str, list[str]]:
    graphs: dict[str, list[str]] = {}
    for line in lines:
        quad = parse_line(line)
        graphs.setdefault(quad.graph.strip("<>"), []).append(f"{quad.subject} {quad.predicate} {quad.object} .")
    return graphs


def parts(lines: list[str], count: int, key: Callable[[str], str]) -> list[tuple[list[str], list[str]]]:
    """The lines of so many parts, each with the context that it asks for."""
    number = {name: random.Random(name).randrange(count) for name in {key(line.split(" ")[0]) for line in lines}}
    made = []
    for each in range(count):
        own = [line for line in lines if number[key(line.split(" ")[0])] == each]
        needed, described = context_needed(own), {line.split(" ")[0] for line in own}
        context = []
        for line in set(lines) - set(own):
            subject, predicate, rest = line.split(" ", 2)
            of_type = predicate == RDF_TYPE and subject in needed.types
            points = predicate in needed.pointing and rest[:-2] in described
            context += [line] if of_type or points or subject in needed.whole else []
        made.append((own, context))
    return made


def damaged(lines: list[str]) -> list[str]:
    """Without some of the lines, and with some values twice over: at the seams of parts, too."""
    chance = random.Random(7)
    kept = [line for line in lines if chance.random() > 0.03]
    more = [
        " ".join((*line.split(" ", 2)[:2], chance.choice(lines).split(" ", 2)[2])) for line in chance.sample(lines, 60)
    ]
    return sorted({*kept, *more})


def agree(graph: str, lines: list[str], key: Callable[[str], str] = str) -> int:
    whole = check_lines(graph, lines)
    found = [check_lines(graph, own, context) for own, context in parts(lines, 5, key)]
    assert sum(each.checked for each in found) == whole.checked
    assert {violation for each in found for violation in each.violations} == set(whole.violations)
    return len(whole.violations)


def thing(node: str) -> str:
    return node.partition("#")[0]


@pytest.mark.parametrize("key", [str, thing], ids=["by node", "by thing"])
def test_parts_give_the_results_of_the_whole_on_the_bundled_data(built: Path, key: Callable[[str], str]) -> None:
    for graph, lines in by_graph((built / "dataset.nq").read_text(encoding="utf-8").splitlines()).items():
        assert agree(graph, lines, key) == 0
        assert agree(graph, damaged(lines), key) > 5


def test_parts_give_the_results_of_the_whole_on_many_memorials(tmp_path: Path) -> None:
    build_unvalidated(write_workspace(tmp_path / "data", 12), tmp_path / "graph")
    lines = (tmp_path / "graph" / "dataset.nq").read_text(encoding="utf-8").splitlines()
    graphs = by_graph(lines)
    assert len(graphs) == 4
    assert sum(agree(graph, lines) for graph, lines in graphs.items()) == validate(lines).count("violation")
    assert agree("", damaged(graphs[""])) > 20


def test_without_its_context_a_part_would_accuse_the_innocent(built: Path) -> None:
    lines = by_graph((built / "dataset.nq").read_text(encoding="utf-8").splitlines())[""]
    assert any(check_lines("", own).violations for own, _ in parts(lines, 5, thing))


def test_lines_may_carry_their_graph_and_results_go_to_other_processes() -> None:
    triple = "<https://e/m> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/memorial-kg/ontology#Memorial>"
    found = check_lines("https://e/g", [f"{triple} <https://e/g> ."])
    assert found == check_lines("https://e/g", iter([f"{triple} ."]))
    assert [each.graph for each in found.violations] == ["https://e/g"]
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 — our own


def test_a_triple_about_the_graph_keeps_its_object() -> None:
    speaks = "<https://e/s> <http://schema.org/spokenByCharacter> <https://e/g>"
    assert check_lines("https://e/g", [f"{speaks} ."]) == check_lines("https://e/g", [f"{speaks} <https://e/g> ."])


def test_nothing_is_said_of_the_context() -> None:
    memorial = "<https://e/m> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/memorial-kg/ontology#Memorial> ."
    found = check_lines("", ["<https://e/a> <https://e/b> <https://e/m> ."], [memorial])
    assert (found.violations, found.checked) == ([], 0)
