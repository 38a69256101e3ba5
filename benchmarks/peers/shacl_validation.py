"""Validation with the `shacl` package used directly: each graph by itself."""

from __future__ import annotations

import sys
from pathlib import Path

import shacl

from benchmarks.peers.findings import Findings


def main(folder: Path, out: Path) -> None:
    """Write what is found to <out>/findings.json."""
    findings = Findings()
    shapes = shacl.Shapes.from_file(str(folder / "shapes.ttl"))
    for file in sorted((folder / "graphs").iterdir()):
        report = shapes.validate_file(str(file))
        for result in report.results:
            findings.add(file.stem, result.focus_node, result.component)
    findings.write(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
