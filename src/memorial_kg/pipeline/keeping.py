"""Keeps what was made of pieces and parts from one build to the next: what has not changed is not made again.

Everything is kept under a digest of all that it was made from, so that there is nothing to be told apart: a file with
that name is what would be made. A build forgets in the end what it did not need. What is kept is read back without
being looked at again, so it is taken from a folder of our own alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memorial_kg.errors import InputError, UsageError
from memorial_kg.pipeline.spill import pack, unpack
from memorial_kg.store.swap import MARKER

__all__ = ["Kept", "digest", "folder_for"]

_MADE = ".made"
_MARKER_TEXT = "This folder was made by memorial-kg, to build faster; it may be deleted at any time.\n"


def digest(*content: bytes) -> str:
    """A name for content; where one ends and the next begins makes a difference."""
    made = hashlib.blake2b(digest_size=16)
    for each in content:
        made.update(len(each).to_bytes(8, "little"))
        made.update(each)
    return made.hexdigest()


def folder_for(out: Path) -> Path:
    """The folder beside a graph for what is kept, made if there is none.

    Raises UsageError where something of that name is not ours: what is in it would be deleted, or relied upon.
    """
    folder = out.resolve().with_name(f".{out.resolve().name}.kept")
    try:
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        if not _is_ours(folder):
            raise UsageError(f"{folder} was not made by you with memorial-kg: delete it, or build into another folder")
        (folder / MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror or error}") from error
    return folder


def _is_ours(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    if hasattr(os, "geteuid") and folder.stat().st_uid != os.geteuid():
        return False
    return (folder / MARKER).is_file() or not any(folder.iterdir())


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of what was made, and for each of its names a value of plain types that was told with it."""

    folder: Path

    def recall(self, name: str) -> Any:  # noqa: ANN401 - whatever was told
        """What was told of a name; None if it was not made, or not to its end, or is no longer whole."""
        try:
            told, sizes = unpack((self.folder / f"{name}{_MADE}").read_bytes())
            whole = all((self.folder / file).stat().st_size == size for file, size in sizes.items())
        except (OSError, ValueError, EOFError, TypeError, AttributeError):
            return None
        return told if whole else None

    def remember(self, name: str, told: Any, *files: Path) -> None:  # noqa: ANN401 - whatever marshal takes
        """Tell something of a name whose files are all written: from now on it is made."""
        fresh = self.folder / f"{name}.{os.getpid()}"
        fresh.write_bytes(pack((told, {file.name: file.stat().st_size for file in files})))
        fresh.replace(self.folder / f"{name}{_MADE}")

    def forget_others(self, names: Iterable[str]) -> None:
        """Delete everything but the files of these names."""
        kept: Collection[str] = {*names}
        for file in self.folder.iterdir():
            if file.name != MARKER and file.name.partition(".")[0] not in kept:
                with contextlib.suppress(OSError):
                    file.unlink()
