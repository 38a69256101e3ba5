"""Finds the folders that travel with the package: the ontology, the queries, the template of a new workspace, and the
bundle of scripts and styles that the pages load.

In a checkout and in an editable installation `ontology/` and `queries/` are the folders at the top of the tree; a wheel
carries a copy of them in `_resources`, beside this file. The bundle is made from `src/web/` by the build hook.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from memorial_kg.errors import InternalError

__all__ = ["Folder", "folder", "text"]

Folder = Literal["ontology", "queries", "web", "workspace"]

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent

# Where to look for each folder, best first. The wheel's copy wins, so that an installed package never picks up a folder
# of the same name that happens to lie two levels above it.
_PLACES: dict[Folder, tuple[Path, ...]] = {
    "ontology": (_PACKAGE / "_resources" / "ontology", _CHECKOUT / "ontology"),
    "queries": (_PACKAGE / "_resources" / "queries", _CHECKOUT / "queries"),
    "web": (_PACKAGE / "_resources" / "web", _CHECKOUT / "src" / "web" / "dist"),
    "workspace": (_PACKAGE / "_workspace",),
}


def folder(name: Folder) -> Path:
    """Where the bundled folder of this name is, whichever way the package was installed."""
    for place in _PLACES[name]:
        if place.is_dir():
            return place
    looked = " and ".join(str(place) for place in _PLACES[name])
    raise InternalError(f"The bundled folder {name!r} is missing (looked in {looked}): please reinstall memorial-kg.")


def text(name: Folder, file: str) -> str:
    """Read one file of a bundled folder.

    >>> text("ontology", "no-such-file.ttl")
    Traceback (most recent call last):
        ...
    memorial_kg.errors.InternalError: The bundled folder 'ontology' has no file 'no-such-file.ttl'...
    """
    path = folder(name) / file
    if not path.is_file():
        raise InternalError(f"The bundled folder {name!r} has no file {file!r}: please reinstall memorial-kg.")
    return path.read_text(encoding="utf-8")
