"""The bundled queries with rdflib: all graphs in one dataset, then every query once."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rdflib import Dataset


def main(folder: Path, out: Path) -> None:
    """Write the number of rows or triples of each answer to <out>/answers.json."""
    dataset = Dataset()
    dataset.parse(folder / "data.nq", format="nquads")
    answers = {}
    for file in sorted((folder / "queries").iterdir()):
        answers[file.stem] = len(dataset.query(file.read_text(encoding="utf-8")))
    (out / "answers.json").write_text(json.dumps(answers, indent=0, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
