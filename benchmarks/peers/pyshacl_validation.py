"""Validation with pySHACL: each graph by itself, parsed by rdflib."""

from __future__ import annotations

import sys
from pathlib import Path

from pyshacl import validate
from rdflib import SH, Graph

from benchmarks.peers.findings import Findings


def main(folder: Path, out: Path) -> None:
    """Write what is found to <out>/findings.json."""
    findings = Findings()
    shapes = Graph().parse(folder / "shapes.ttl")
    for file in sorted((folder / "graphs").iterdir()):
        data = Graph().parse(file, format="nt")
        _, report, _ = validate(data, shacl_graph=shapes)
        outer = {*report.objects(None, SH.result)}
        for result in outer:
            component = report.value(result, SH.sourceConstraintComponent)
            findings.add(file.stem, report.value(result, SH.focusNode).n3(), str(component))
    findings.write(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
