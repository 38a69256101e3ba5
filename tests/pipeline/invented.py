"""A workspace of two invented sources, one in lines and one in YAML, and editors who know some of their things."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

__all__ = ["write_workspace"]

_ENTITIES = """\
- {id: place/country-0, name: {en: North}, kinds: country}
- {id: place/country-1, name: {en: South}, kinds: country}
- {id: place/town-0, name: {en: Town nought}, kinds: city, country: place/country-0}
- {id: person/p-0, name: {en: P}}
- {id: event/flood-0}
- {id: event/flood-2}
- {id: event/flood-3}
"""
_DECISIONS = "- {id: two, decision: undecided, of: [memorial/m-1, memorial/m-2], reason: {en: Both may be one.}}\n"


def write_workspace(
    made: Path, records: Callable[[str], Iterable[dict[str, Any]]], *, before: str = "", between: str = "\n"
) -> Path:
    """Write the records of the sources `list` and `survey`, the lines with something before and between them."""
    for source in ("list", "survey"):
        (made / "sources" / source).mkdir(parents=True)
        (made / "sources" / source / "source.toml").write_text(
            f'title = "The {source}"\nlanguage = "en"\nrights = "None stated."\n', encoding="utf-8"
        )
    lines = between.join(json.dumps(each) for each in records("list"))
    (made / "sources/list/records.jsonl").write_text(f"{before}{lines}\n", encoding="utf-8")
    items = "".join(f"- {json.dumps(each)}\n" for each in records("survey"))
    (made / "sources/survey/records.yaml").write_text(items, encoding="utf-8")
    (made / "dataset.toml").write_text('title = "Stones"\nbase = "https://example.org/"\n', encoding="utf-8")
    (made / "entities").mkdir()
    (made / "entities/things.yaml").write_text(_ENTITIES, encoding="utf-8")
    (made / "identity.yaml").write_text(_DECISIONS, encoding="utf-8")
    return made
