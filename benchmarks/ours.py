"""What this project does in each job: the one place that changes when it learns to do it in another way.

python -m benchmarks.ours mapping IN OUT
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from memorial_kg.pipeline.pieces import Piece

__all__ = ["ours_dump", "ours_from_csv", "ours_mapping", "ours_queries", "ours_validation", "ours_whole"]


def ours_mapping(folder: Path, out: Path) -> None:
    """Rows of JSON Lines through the strict door, and their lines into <out>/<source>.nq, on all cores."""
    from memorial_kg.jobs import Crew, cores
    from memorial_kg.pipeline.pieces import cut
    from memorial_kg.workspace import RecordFile

    sources = sorted((folder / "workspace" / "sources").iterdir())
    files = [RecordFile(source.name, source / "records.jsonl") for source in sources]
    shared: dict[str, set[str]] = {source.name: set() for source in sources}
    with Crew(out, cores()) as crew:
        for source, piece, aside in crew.work(_mapped, enumerate(cut(files))):
            shared[source] |= aside
            with (out / f"{source}.nq").open("ab") as whole, piece.open("rb") as part:
                shutil.copyfileobj(part, whole, 1 << 20)
            piece.unlink()
    for name, lines in shared.items():
        with (out / f"{name}.nq").open("a", encoding="utf-8", newline="") as stream:
            stream.writelines(f"{line}\n" for line in sorted(lines))


def _mapped(out: Path, task: tuple[int, Piece]) -> tuple[str, Path, set[str]]:
    """The lines of a piece in a file, and those about what it mentions."""
    from benchmarks.forms import BASE
    from memorial_kg.graph.compiled import LineWriter
    from memorial_kg.ontology import load_ontology
    from memorial_kg.records import Door

    number, piece = task
    source, ontology = piece.file.source, load_ontology()
    door, writer = Door(ontology, source), LineWriter(ontology, BASE, once=True)
    aside: list[str] = []
    with (out / f"piece-{number}").open("w", encoding="utf-8", newline="") as stream:
        for record, problems in door.read_lines(io.BytesIO(piece.read()), piece.file.shown):
            assert record is not None, problems[0]  # noqa: S101 - invented records are good ones
            own: list[str] = []
            writer.node(record.about, record.claims, own, aside, source)
            own.append("")
            stream.write("\n".join(own))
    return source, out / f"piece-{number}", {*aside}


def ours_validation(folder: Path, out: Path) -> None:
    """The violations of a dataset, graph by graph, into <out>/findings.json."""
    from rdflib import Graph

    from benchmarks.forms import BASE
    from benchmarks.peers.findings import Findings
    from memorial_kg.validation import validate

    shapes = Graph().parse(folder / "shapes.ttl") if folder.name == "core" else None
    findings = Findings()
    with (folder / "data.nq").open(encoding="utf-8", newline="\n") as stream:
        report = validate((line.removesuffix("\n") for line in stream), shapes, engine="fast")
    for each in report.violations:
        graph = each.graph.strip("<>").removeprefix(f"{BASE}source/") or "default"
        findings.add(graph, each.focus, each.component)
    findings.write(out)


def ours_queries(folder: Path, out: Path) -> None:
    """The number of rows or triples of the answer to each query, into <out>/answers.json."""
    from memorial_kg.queries import run
    from memorial_kg.store import memory_store

    store = memory_store((folder / "data.nq").read_bytes())
    answers = {}
    for file in sorted((folder / "queries").iterdir()):
        answer = run(file.read_text(encoding="utf-8"), store)
        answers[file.stem] = len(answer.rows) + len(answer.triples)
    (out / "answers.json").write_text(json.dumps(answers, indent=0, sort_keys=True), encoding="utf-8")


def ours_whole(folder: Path, out: Path) -> None:
    """A build with all that belongs to it: catalogue, store and Wikibase profile, too."""
    _build(folder / "workspace", out, dumps_only=False)


def ours_dump(folder: Path, out: Path) -> None:
    """A build of the dump and the reports alone."""
    _build(folder / "workspace", out, dumps_only=True)


def ours_from_csv(folder: Path, out: Path) -> None:
    """The harvest of the rows by their crosswalks, and then the same dump."""
    from memorial_kg.ontology import load_ontology
    from memorial_kg.sources.crosswalk import Report, line_of, open_harvest

    workspace = shutil.copytree(folder / "from-csv", out / "workspace")
    for source in sorted((workspace / "sources").iterdir()):
        rows = str(folder / "csv" / f"{source.name}.csv")
        with Report(source.name) as report, (source / "records.jsonl").open("wb") as stream:
            harvesting = open_harvest(source, [rows], load_ontology(), report)
            stream.writelines(line_of(each.record) for each in harvesting if each.record is not None)
    _build(workspace, out, dumps_only=True)


def _build(workspace: Path, out: Path, *, dumps_only: bool) -> None:
    from memorial_kg.pipeline import build

    build(workspace, out / "graph", formats=["nquads"], jobs=os.cpu_count() or 1, dumps_only=dumps_only)
    os.link(out / "graph" / "dataset.nq", out / "dataset.nq")  # where that of the others is


_VERBS: Final[dict[str, Callable[[Path, Path], None]]] = {
    "mapping": ours_mapping,
    "core": ours_validation,
    "validation": ours_validation,
    "queries": ours_queries,
    "whole": ours_whole,
    "dump": ours_dump,
    "from-csv": ours_from_csv,
}

if __name__ == "__main__":
    _VERBS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
