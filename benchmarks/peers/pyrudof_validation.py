"""Validation with pyrudof, by its own engine: each graph by itself."""

from __future__ import annotations

import sys
from pathlib import Path

from pyrudof import RDFFormat, Rudof, RudofConfig, ShaclFormat

from benchmarks.peers.findings import Findings


def main(folder: Path, out: Path) -> None:
    """Write what is found to <out>/findings.json."""
    findings = Findings()
    for file in sorted((folder / "graphs").iterdir()):
        rudof = Rudof(RudofConfig())
        rudof.read_shacl(folder / "shapes.ttl", ShaclFormat.Turtle)
        rudof.read_data(file, RDFFormat.NTriples)
        for entry in rudof.validate_shacl():
            findings.add(file.stem, entry.focus_node, entry.constraint_component)
    findings.write(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
