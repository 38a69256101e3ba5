"""A built graph is exported from its file as it would be from memory."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from tests.export.samples import DATA

from memorial_kg.errors import InputError, UsageError
from memorial_kg.export import FORMATS
from memorial_kg.pipeline import build, open_graph
from memorial_kg.pipeline.opening import export_built


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled workspace, built."""
    out = tmp_path_factory.mktemp("built") / "graph"
    build(DATA, out, formats=[])
    return out


def exported(graph: Path, name: str, **chosen: str) -> bytes:
    out = io.BytesIO()
    export_built(graph, name, out, **chosen)
    return out.getvalue()


@pytest.mark.parametrize(
    "chosen", [{}, {"memorial": "tr-usak"}, {"source": "list"}, {"memorial": "tr-usak", "source": "list"}]
)
def test_the_file_gives_what_the_graph_in_memory_gives(graph: Path, chosen: dict[str, str]) -> None:
    opened = open_graph(graph)
    for name in FORMATS:
        assert exported(graph, name, **chosen) == opened.export(name, None, **chosen)


def test_the_profile_is_exported_from_its_own_file(graph: Path) -> None:
    opened = open_graph(graph, profile="wikibase")
    for chosen in ({}, {"memorial": "tr-usak"}):
        assert exported(graph, "turtle", profile="wikibase", **chosen) == opened.export("turtle", None, **chosen)


def test_what_is_not_there_is_said_in_words(graph: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no built graph here"):
        exported(tmp_path, "turtle")
    with pytest.raises(UsageError, match="There is no memorial 'tr-usk': did you mean 'tr-usak'"):
        exported(graph, "turtle", memorial="tr-usk")
    with pytest.raises(UsageError, match="There is no format"):
        exported(graph, "turtel")


@pytest.mark.parametrize("how", ["missing", "short", "no text"])
def test_a_file_that_is_not_as_it_was_is_damaged(graph: Path, tmp_path: Path, how: str) -> None:
    (tmp_path / "summary.json").write_bytes((graph / "summary.json").read_bytes())
    data = (graph / "dataset.nq").read_bytes()
    if how != "missing":
        (tmp_path / "dataset.nq").write_bytes(data[:-1] if how == "short" else data.replace(b"a", b"\xff", 9))
    with pytest.raises(InputError, match="the built graph is damaged"):
        exported(tmp_path, "turtle")
