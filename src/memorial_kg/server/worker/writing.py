"""Writes: one update after the other, each as a whole or not at all, on the disk before anybody hears of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from memorial_kg.errors import InputError, UsageError
from memorial_kg.queries.syntax import check_brackets
from memorial_kg.queries.tokens import place, tokenize
from memorial_kg.server.frames import Header, Message
from memorial_kg.server.worker.answering import Setting

__all__ = ["update"]

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
    try:
        setting.store.update(text, prefixes=dict(setting.names.prefixes))
    except SyntaxError as error:
        raise InputError(f"update: this cannot be read: {error}") from None
    except (RuntimeError, OSError, ValueError) as error:
        raise InputError(f"update: nothing was changed: {error}") from None
    setting.store.flush()
    setting.store.backup(header["snapshot"])
    return {}, b""


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
