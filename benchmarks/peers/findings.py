"""What an engine found, in the words that all engines share: the graph, the focus node and the constraint component."""

from __future__ import annotations

import json
import re
from pathlib import Path

__all__ = ["Findings"]


class Findings:
    """Collects results, and writes them sorted: reports of two engines are equal when their files are."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str, str]] = []

    def add(self, graph: str, focus: str, component: str) -> None:
        """Add one result; the focus node as N-Triples writes it, the component as an IRI or a local name."""
        name = re.split(r"[#/:]", component.strip("<>"))[-1].removesuffix("ConstraintComponent")
        self._found.append((graph, focus if focus.startswith("<") else f"<{focus}>", name))

    def write(self, out: Path) -> None:
        """Write <out>/findings.json."""
        (out / "findings.json").write_text(json.dumps(sorted(self._found), indent=0), encoding="utf-8")
