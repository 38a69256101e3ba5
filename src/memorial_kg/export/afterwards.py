"""Writes the head of a file that says what its body uses: the body comes first, and waits in a temporary file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from typing import BinaryIO

__all__ = ["written_after"]

_IN_MEMORY = 1 << 22  # bytes of a body that needs no file


def written_after(body: Iterable[str], head: Callable[[], str], out: BinaryIO) -> None:
    """Make a body, then its head, and write the head before the body. What the body raises leaves nothing written."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        file.writelines(text.encode() for text in body)
        file.seek(0)
        out.write(head().encode())
        shutil.copyfileobj(file, out, 1 << 20)
