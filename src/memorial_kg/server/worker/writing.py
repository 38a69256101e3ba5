"""Writes: one update after the other, each as a whole or not at all, on the disk before anybody hears of it."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from pyoxigraph import NamedNode

from memorial_kg.errors import InputError, UsageError
from memorial_kg.queries.syntax import check_brackets
from memorial_kg.queries.tokens import place, tokenize
from memorial_kg.server.messages import Header, Message
from memorial_kg.server.worker.answering import Missing, Setting

__all__ = ["snapshot", "update"]

_LEAVES_THE_HOUSE = ("LOAD", "SERVICE")


def update(setting: Setting, header: Header, body: bytes) -> Message:
    """Make an update, and a snapshot of the store after it, in the folder `snapshot`, from which others read.

    `checked` says that the text is of our own making, and may be longer than our reading of it is quick.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise InputError("The text is not in UTF-8") from None
    if not header.get("checked"):
        _check(text)
    new = _is_new(setting, header)
    try:
        setting.store.update(text, prefixes=dict(setting.names.prefixes))
    except SyntaxError as error:
        raise InputError(_in_words(error)) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise InputError(f"update: nothing was changed: {error}") from None
    setting.store.flush()
    setting.store.backup(header["snapshot"])
    return {"new": new}, b""


def _is_new(setting: Setting, header: Header) -> bool:
    """Whether the graph that the server means is not there yet; raise Missing if it is needed."""
    graph = header.get("graph")
    new = bool(graph) and not setting.store.contains_named_graph(NamedNode(str(graph)))
    if new and header.get("needed"):
        raise Missing(f"There is no graph <{graph}> here")
    return new


def _in_words(error: SyntaxError) -> str:
    found = re.match(r"(?:error )?at ([0-9]+):([0-9]+): ", str(error))
    at = f":{found[1]}:{found[2]}" if found else ""
    return f"update{at}: the update cannot be read at this place"


def snapshot(setting: Setting, header: Header, _: bytes) -> Message:
    """A snapshot of the store as it is."""
    setting.store.flush()
    with suppress(FileExistsError):
        setting.store.backup(header["snapshot"])
    return {"there": Path(header["snapshot"]).is_dir()}, b""


def _check(text: str) -> None:
    tokens = tuple(tokenize(text, "update"))
    check_brackets(text, tokens, "update")
    for token in tokens:
        if token.is_word(*_LEAVES_THE_HOUSE):
            line, column = place(text, token.start)
            raise UsageError(f"update:{line}:{column}: {token.text.upper()} asks other servers, and none is asked here")
