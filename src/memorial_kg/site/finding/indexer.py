"""Speaks with pagefind's program, one message after another, so that the same pages give the same index.

Left to walk over a folder by itself, pagefind numbers pages in the order in which the folder happens to list them. Its
interface for Python takes a tenth of a second for each message.
"""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
import time
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

__all__ = ["Indexer", "IndexingFailed"]

_END = b","
_PATIENCE = 60  # seconds that the program has to end, or to write what it has said is written
_LOOK = 0.05  # seconds between two looks


class IndexingFailed(Exception):  # noqa: N818 - it is told, and the rest of the site is published
    """Pagefind did not do what it was told to; the text says why."""


class Indexer:
    """An index in the making. Use it in a `with`: the program ends with the block."""

    def __init__(self, **config: object) -> None:
        from pagefind.service import get_executable

        program = get_executable()
        if program is None:
            raise IndexingFailed("there is no program of this name for this machine")
        self._config = config
        self._process = subprocess.Popen(  # noqa: S603 - a program of a package that we depend on
            [program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._messages = self._index = self._pages = 0

    def __enter__(self) -> Self:
        """Begin the index, and keep the program until the end of the block."""
        try:
            self._index = self._ask({"type": "NewIndex", "config": self._config})["index_id"]
        except IndexingFailed:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        self._process.terminate()
        self._process.communicate(timeout=_PATIENCE)

    def add(self, url: str, html: str) -> None:
        """Add a page."""
        self._ask({"type": "AddFile", "index_id": self._index, "file_contents": html, "url": url})
        self._pages += 1

    def write(self, folder: Path) -> None:
        """Write the index into a folder. The program answers before its files are written, so they are looked at."""
        self._ask({"type": "WriteFiles", "index_id": self._index, "output_path": str(folder)})
        end = time.monotonic() + _PATIENCE
        while missing := _missing(folder, self._pages):
            if time.monotonic() > end:
                raise IndexingFailed(f"{missing} was not written")
            time.sleep(_LOOK)

    def _ask(self, payload: Mapping[str, object]) -> dict[str, Any]:
        """Send a message, and give what is answered. Both are JSON in Base64, ended with a comma."""
        assert self._process.stdin is not None  # noqa: S101 - for the type checker
        self._messages += 1
        message = json.dumps({"message_id": self._messages, "payload": payload})
        try:
            self._process.stdin.write(base64.b64encode(message.encode()) + _END)
            self._process.stdin.flush()
            answer = json.loads(base64.b64decode(self._read()))["payload"]
        except (OSError, ValueError, KeyError) as error:
            raise IndexingFailed(f"it did not answer ({error})") from error
        if answer["type"] == "Error":
            raise IndexingFailed(str(answer["message"]))
        return dict(answer)

    def _read(self) -> bytes:
        """One answer. The program says nothing else, and waits for the next message, so nothing is read too far."""
        assert self._process.stdout is not None  # noqa: S101 - for the type checker
        read = bytearray()
        while not read.endswith(_END):
            piece = self._process.stdout.read1()  # type: ignore[attr-defined] # it is a buffered reader
            if not piece:
                raise ValueError("it ended")
            read += piece
        return bytes(read[:-1])


def _missing(folder: Path, pages: int) -> str:
    """What of an index is not written yet, or not to its end; "" if all of it is there."""
    if len([*folder.glob("fragment/*.pf_fragment")]) < pages:
        return "a page of the index"
    return next((path.name for path in sorted(folder.rglob("*.*")) if path.is_file() and not _whole(path)), "")


def _whole(path: Path) -> bool:
    """Tell whether a file is written to its end: what is packed says so, and the others are written in one go."""
    try:
        if path.suffix.startswith(".pf_"):
            gzip.decompress(path.read_bytes())
        return path.stat().st_size > 0
    except (EOFError, OSError, zlib.error):
        return False
