"""Keeps what was made of pieces and parts from one build to the next: what has not changed is not made again.

Everything is kept under a digest of all that it was made from, so that there is nothing to be told apart: a file with
that name is what would be made. A build forgets in the end what it did not need.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memorial_kg.pipeline.spill import pack, unpack

__all__ = ["Kept", "digest"]

_MADE = ".made"


def digest(*content: bytes) -> str:
    """A name for content; where one ends and the next begins makes a difference."""
    made = hashlib.blake2b(digest_size=16)
    for each in content:
        made.update(len(each).to_bytes(8, "little"))
        made.update(each)
    return made.hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of what was made, and for each of its names a value of plain types that was told with it."""

    folder: Path

    def recall(self, name: str) -> Any:  # noqa: ANN401 - whatever was told
        """What was told of a name; None if it was not made, or not to its end."""
        try:
            return unpack((self.folder / f"{name}{_MADE}").read_bytes())
        except (OSError, ValueError, EOFError, TypeError):
            return None

    def remember(self, name: str, told: Any) -> None:  # noqa: ANN401 - whatever marshal takes
        """Tell something of a name whose files are all written: from now on it is made."""
        fresh = self.folder / f"{name}.{os.getpid()}"
        fresh.write_bytes(pack(told))
        fresh.replace(self.folder / f"{name}{_MADE}")

    def forget_others(self, names: Iterable[str]) -> None:
        """Delete everything but the files of these names."""
        kept: Collection[str] = {*names}
        for file in self.folder.iterdir():
            if file.name.partition(".")[0] not in kept:
                with contextlib.suppress(OSError):
                    file.unlink()
