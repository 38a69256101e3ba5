"""The stores of these tests, each started once, and builds that are small enough to be understood."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from tests.push.stores import Store, running_oxigraph, running_virtuoso

from memorial_kg.built import Summary

BASE = "https://a.example/"
ARTICLE, LIST = f"{BASE}source/article", f"{BASE}source/list"

STONES = 300  # more than fit into two portions of an update

Graphs = dict[str, list[str]]


@pytest.fixture(autouse=True)
def _small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memorial_kg.push.sending._PORTION", 100)


@pytest.fixture(scope="session")
def _oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with running_oxigraph(tmp_path_factory.mktemp("oxigraph")) as store:
        yield store


@pytest.fixture(scope="session")
def _virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if not shutil.which("virtuoso-t"):
        if os.environ.get("MEMORIAL_KG_BROWSER") == "required":
            pytest.fail("Virtuoso is not installed: `apt-get install virtuoso-opensource-7-bin`")
        pytest.skip("Virtuoso is not installed (virtuoso-opensource-7-bin of Debian)")
    with running_virtuoso(tmp_path_factory.mktemp("virtuoso")) as store:
        yield store


@pytest.fixture
def oxigraph(_oxigraph: Store) -> Store:
    _oxigraph.empty()
    return _oxigraph


@pytest.fixture
def virtuoso(_virtuoso: Store) -> Store:
    _virtuoso.empty()
    return _virtuoso


@pytest.fixture(params=["oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each of the stores in turn, empty."""
    found: Store = request.getfixturevalue(request.param)
    return found


def build(folder: Path, graphs: Graphs, base: str = BASE) -> Path:
    """A folder as a build leaves it, with these triples in these graphs ("" is the default graph)."""
    folder.mkdir(exist_ok=True)
    quads = (
        f"{line.removesuffix(' .')} <{graph}> ." if graph else line for graph, lines in graphs.items() for line in lines
    )
    text = "".join(f"{line}\n" for line in sorted(set(quads)))
    (folder / "dataset.nq").write_text(text, encoding="utf-8", newline="\n")
    summary = Summary("A test", base, 2, 2, 2, 0, 0, text.count("\n"), {}, [], 0, 0, ["dataset.nq"])
    (folder / "summary.json").write_text(json.dumps(asdict(summary)), encoding="utf-8")
    return folder


def graphs() -> Graphs:
    """Three graphs, with what stores change (numbers, languages) and what could break a request open."""
    p = "<http://schema.org/name>"
    hostile = [
        r'"\\u0022 } } ; DROP ALL ; #"',
        r'"\\\\u0022 \\U00000022 a\\b \\\\\\ end\\"',
        r'"\\\u0001\u007F control"',
        r'"say \"yes\" \n\t\r } ; CLEAR ALL"@en',
        '"Uşak, İzmit, Xocalı, حلبجه, 𐌰"@az-Latn',
        "\"it's ' ''' and {braces} # and <tags> ?x $y\"@en-GB",
    ]
    values = [
        '"1.10"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"007"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"2014-02"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>',
        '"2016"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        '"2016-02-03"^^<http://www.w3.org/2001/XMLSchema#date>',
    ]
    return {
        "": [f"<{BASE}memorial/{number}> {p} {text} ." for number, text in enumerate(hostile + values)],
        ARTICLE: [f'<{BASE}memorial/{number}> {p} "stone {number}"@en .' for number in range(STONES)],
        LIST: [f"<{BASE}memorial/{number}> <http://schema.org/about> <{BASE}event/ş> ." for number in range(40)],
    }


def changed(graphs: Graphs, graph: str) -> Graphs:
    """The same build after somebody has added a line to one graph."""
    return {**graphs, graph: [*graphs[graph], f'<{BASE}memorial/new> <http://schema.org/name> "new" .']}
