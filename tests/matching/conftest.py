"""The two bundled sources as if nobody had said yet which of their records are about one memorial."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.conftest import DATA

APART = "-in-article"


@pytest.fixture
def apart(tmp_path: Path) -> Path:
    """A copy of the bundled workspace in which the article's memorials have ids of their own, and nothing is decided."""
    folder = tmp_path / "w"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("__pycache__"))
    records = folder / "sources/article/records.yaml"
    text = re.sub(r"(about: memorial/[a-z-]+)", rf"\1{APART}", records.read_text(encoding="utf-8"))
    text = re.sub(r"(carriedOutAs: memorial/[a-z-]+)", rf"\1{APART}", text)
    records.write_text(text, encoding="utf-8")
    identity = folder / "identity.yaml"
    items = re.split(r"(?m)^(?=- id: )", identity.read_text(encoding="utf-8"))
    identity.write_text("".join(item for item in items if item.startswith(("#", "- id: name-"))), encoding="utf-8")
    return folder


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the bundled workspace as it is."""
    return Path(shutil.copytree(DATA, tmp_path / "w", ignore=shutil.ignore_patterns("__pycache__")))
