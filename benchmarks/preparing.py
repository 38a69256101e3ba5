"""Prepares what contenders read, once for each number of records, below the cache folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.facts import Scale
from benchmarks.installing import ROOT

__all__ = ["Prepared", "dataset", "folder_for"]

_MADE_BY = ("facts.py", "forms.py", "records.py", "crosswalk.toml")  # when one of them changes, the records do
_DATASET_MADE_BY = ("breaking.py", "preparing.py")


class Prepared:
    """The records of one size, and what was made of them."""

    def __init__(self, cache: Path, scale: Scale, say: Callable[[str], None]) -> None:
        self.folder = folder_for(cache, scale)
        self._scale, self._say = scale, say

    def records(self) -> Path:
        """The folder of records, with their triples beside them."""
        if not (self.folder / "complete").exists():
            self._say(f"writing {self._scale.records} records")
            shutil.rmtree(self.folder, ignore_errors=True)
            size = [str(self._scale.records), str(self.folder)]
            more = ["--sources", str(self._scale.sources), "--seed", str(self._scale.seed)]
            _python(["-m", "benchmarks.records", *size, *more])
            (self.folder / "complete").touch()
        return self.folder

    def dataset(self) -> Path:
        """The folder of records, with the whole dataset made of them: to be validated, and to be asked."""
        folder, stamp = self.records(), self.folder / f"dataset-{_digest(_DATASET_MADE_BY)}"
        if not stamp.exists():
            self._say(f"making the whole dataset of {self._scale.records} records")
            _python(["-m", "benchmarks.preparing", str(folder)])
            stamp.touch()
        return folder


def folder_for(cache: Path, scale: Scale) -> Path:
    """Where the records of a scale are kept."""
    return cache / f"records-{scale.records}-{scale.sources}-{scale.seed}-{_digest(_MADE_BY)}"


def dataset(folder: Path) -> None:
    """Make the dataset of a folder of records: whole, broken in known places, and with the queries to ask it."""
    from rdflib import SH, Graph

    from benchmarks.breaking import write_broken
    from memorial_kg.ontology import shapes_graph
    from memorial_kg.pipeline import build

    for name in ("validation", "core", "queries"):
        shutil.rmtree(folder / name, ignore_errors=True)
    whole = folder / "queries" / "data.nq"
    whole.parent.mkdir()
    with tempfile.TemporaryDirectory(dir=folder) as out:
        jobs = os.cpu_count() or 1
        build(folder / "workspace", Path(out) / "graph", formats=["nquads"], jobs=jobs, dumps_only=True)
        (Path(out) / "graph" / "dataset.nq").rename(whole)
    with whole.open(encoding="utf-8", newline="\n") as stream:
        write_broken((line.removesuffix("\n") for line in stream), folder / "validation")
    shapes, core = shapes_graph(), Graph()
    of_sparql = {*shapes.objects(None, SH.sparql), *shapes.objects(None, SH.declare)}
    for triple in shapes:
        if not of_sparql.intersection(triple):
            core.add(triple)
    (folder / "core").mkdir()
    for name, graph in (("validation", shapes), ("core", core)):
        graph.serialize(folder / name / "shapes.ttl", format="turtle")
    for name in ("graphs", "data.nq"):
        (folder / "core" / name).symlink_to(folder / "validation" / name)
    broken = json.loads((folder / "validation" / "broken.json").read_text())
    (folder / "core" / "broken.json").write_text(json.dumps([each for each in broken if each[2] != "SPARQL"]))
    _write_queries(folder / "queries" / "queries")


def _write_queries(folder: Path) -> None:
    from benchmarks.forms import BASE
    from memorial_kg.ontology import load_ontology
    from memorial_kg.queries import Names, list_queries, prepare

    folder.mkdir()
    names = Names(load_ontology().prefixes, BASE)
    for query in list_queries():
        if not query.federated:
            text = prepare(query, names=names).text
            (folder / f"{query.name}.rq").write_text(text, encoding="utf-8")


def _digest(files: tuple[str, ...]) -> str:
    here = Path(__file__).parent
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in files)).hexdigest()[:10]


def _python(arguments: list[str]) -> None:
    subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, *arguments], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True
    )


if __name__ == "__main__":
    dataset(Path(sys.argv[1]))
