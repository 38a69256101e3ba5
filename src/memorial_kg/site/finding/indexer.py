"""Speaks with pagefind's program, one message after another, so that the same pages give the same index.

Left to walk over a folder by itself, pagefind numbers pages in the order in which the folder happens to list them. Its
interface for Python takes a tenth of a second for each message.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

__all__ = ["Indexer", "IndexingFailed"]

_END = b","
_PATIENCE = 60  # seconds that the program has to end


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
        self._messages = self._index = 0

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

    def write(self, folder: Path) -> None:
        """Write the index into a folder.

        Pagefind would write the files itself, but answers before it has, and does not say how many they are.
        """
        for file in self._ask({"type": "GetFiles", "index_id": self._index})["files"]:
            path = folder / file["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(file["content"]))

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
