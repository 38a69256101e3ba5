"""Tells one program from another: what an older one has kept is not what this one would make."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from memorial_kg.pipeline.keeping import digest
from memorial_kg.resources import folder

__all__ = ["program"]

_PACKAGE = "memorial-kg"
_KINDS = (".py", ".toml", ".json", ".yaml", ".txt", ".tsv", ".csv")  # what is run, and the data beside it


@lru_cache(1)
def program() -> bytes:
    """A digest of Python, of our modules with their data and the ontology, and of the libraries that they use."""
    ours = Path(__file__).parent.parent
    files = [file for file in sorted(ours.rglob("*")) if file.suffix in _KINDS and file.is_file()]
    files += sorted(folder("ontology").iterdir())
    made = [sys.version.encode(), *_libraries()]
    for file in files:
        made += (file.name.encode(), file.read_bytes())
    return digest(*made).encode()


def _libraries() -> list[bytes]:
    """Each library that we ask for, with its version if it is here."""
    try:
        asked = metadata.requires(_PACKAGE) or []
    except metadata.PackageNotFoundError:  # a checkout that was never installed
        asked = []
    names = {match[0] for each in asked if (match := re.match(r"[\w.-]+", each))}
    return [f"{name} {_version(name)}".encode() for name in sorted(names)]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
