"""Reads ids: the key of a record, the id of a thing, and `#part`, which points into the same thing."""

from __future__ import annotations

from memorial_kg.records.model import Tree
from memorial_kg.records.refusals import Refusals, word_for
from memorial_kg.records.rows import Path
from memorial_kg.values import check_local_id, check_page_id, quote

__all__ = ["Ids", "Pointer", "expected_ids"]

Pointer = tuple[str, Path]


class Ids:
    """Reads the ids of one row, and remembers which parts they point at."""

    def __init__(self, wrong: Refusals) -> None:
        self.wrong = wrong
        self.pointers: list[Pointer] = []

    def record_key(self, tree: Tree) -> str:
        """The key of a record within its source, or ""."""
        if tree is None:
            self.wrong.add((), "it has no `record`", "a key within the source, such as tr-usak", "add `record: …`")
            return ""
        return self.wrong.value(check_page_id, tree, ("record",)) or ""

    def thing(self, tree: Tree, path: Path, namespaces: tuple[str, ...]) -> str | None:
        """The id `namespace/name` of a thing of one of the namespaces; without any, a `#part` of the same thing."""
        expected = expected_ids(namespaces)
        if not isinstance(tree, str) or not tree.strip():
            self.wrong.add(path, f"{word_for(tree)} stands here", expected, "write the id alone")
            return None
        text = tree.strip(" \t\r\n")
        if text.startswith("#"):
            return self._pointer(text, path, namespaces)
        namespace, slash, name = text.partition("/")
        if not slash or namespace not in namespaces:
            hint = self.wrong.guess(namespace, namespaces) if slash else "write its id, and its name under `name`"
            todo = hint or "write the id of a thing that fits here"
            self.wrong.add(path, f"{quote(text)} is not such an id", expected, todo)
            return None
        parts = name.split("/")
        if len(parts) != (2 if namespace == "record" else 1):
            todo = "write record/<source>/<key>" if namespace == "record" else "write one name after the slash"
            self.wrong.add(path, f"{quote(text)} is not such an id", expected, todo)
            return None
        return text if all(self._name(part, path) for part in parts) else None

    def _name(self, text: str, path: Path) -> str | None:
        """A name within an id, checked as it stands: beside a slash there is no space to strip."""
        return self.wrong.value(lambda _: check_page_id(text), text, path)

    def _pointer(self, text: str, path: Path, namespaces: tuple[str, ...]) -> str | None:
        if namespaces:
            todo = "write the id of the thing"
            self.wrong.add(path, f"{quote(text)} is a part of this record", expected_ids(namespaces), todo)
            return None
        part = self.wrong.value(check_local_id, text[1:], path)
        if part is None:
            return None
        self.pointers.append((part, path))
        return f"#{part}"


def expected_ids(namespaces: tuple[str, ...]) -> str:
    """How the ids of these namespaces look; without any, how a part is pointed at."""
    return " or ".join(f"{namespace}/…" for namespace in namespaces) or "`#` and the id of a part"
