"""Changes lines of files of a workspace, all of them or none, and leaves every other line as it was.

A file is read once, and written when everything that is to be changed was found; each file is replaced as a whole.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from memorial_kg.errors import InputError
from memorial_kg.records import Tree
from memorial_kg.records.writing import dump_trees

__all__ = ["Edits"]

_CONTINUES = re.compile(r"[ \t]|\s*$")  # a line that belongs to the item above it, or is empty


class Edits:
    """What files are to hold; nothing is written before `write`."""

    def __init__(self) -> None:
        self._lines: dict[Path, list[str]] = {}
        self._changed: set[Path] = set()

    def lines(self, file: Path) -> list[str]:
        """The lines of a file as they are to be; none for a file that does not exist."""
        if file not in self._lines:
            try:
                text = file.read_bytes().decode("utf-8") if file.exists() else ""
            except (OSError, UnicodeDecodeError) as error:
                raise InputError(f"{file} cannot be read: {error}") from error
            self._lines[file] = text.split("\n")
        return self._lines[file]

    def set_about(self, file: Path, line: int, old: str, new: str) -> bool:
        """Write another `about` on a line (counted from 1); whether there was exactly one such value on it."""
        lines = self.lines(file)
        pattern = re.compile(rf"""(?<![\w-])(["']?about["']?\s*:\s*["']?){re.escape(old)}(?=["'\s,}}]|$)""")
        if not 0 < line <= len(lines) or len(pattern.findall(lines[line - 1])) != 1:
            return False
        lines[line - 1] = pattern.sub(rf"\g<1>{new}", lines[line - 1])
        self._changed.add(file)
        return True

    def append(self, file: Path, trees: Iterable[Tree], head: str = "") -> None:
        """Put items at the end of a YAML list, an empty line before each."""
        lines = self.lines(file)
        while lines and not lines[-1].strip():
            lines.pop()
        if lines and lines[-1].strip() == "[]":
            lines.pop()
        if not lines and head:
            lines += head.rstrip().split("\n")
        for tree in trees:
            lines += [*([""] if lines else []), *dump_trees([tree]).rstrip("\n").split("\n")]
        lines.append("")
        self._changed.add(file)

    def remove(self, file: Path, line: int) -> None:
        """Take away the item of a YAML list that begins on a line (counted from 1), with the empty lines after it."""
        lines = self.lines(file)
        end = line
        while end < len(lines) and _CONTINUES.match(lines[end]):
            end += 1
        kept = [*lines[: line - 1], *lines[end:]]
        while kept and not kept[-1].strip():
            kept.pop()
        self._lines[file] = [*kept, ""]
        self._changed.add(file)

    def write(self) -> list[Path]:
        """Replace the files that changed, and name them. A list that has become empty is written as one."""
        fresh = [(file, Path(os.path.realpath(file)), self.text(file)) for file in sorted(self._changed)]
        made = [(file, target, _written(target, text)) for file, target, text in fresh]
        for _, target, written in made:
            written.replace(target)
        return [file for file, _, _ in made]

    def text(self, file: Path) -> str:
        """What a file is to hold."""
        lines = self.lines(file)
        empty = file.suffix == ".yaml" and all(not line.strip() or line.startswith("#") for line in lines)
        return "\n".join(lines) + ("[]\n" if empty else "")


def _written(file: Path, text: str) -> Path:
    target = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        target.write_bytes(text.encode("utf-8"))
        if file.exists():
            target.chmod(file.stat().st_mode & 0o777)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise InputError(f"{file} could not be written: {error.strerror or error}") from error
    return target
