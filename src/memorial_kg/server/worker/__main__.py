"""One worker: told what to do by its standard input, answering on its standard output, until there is no more."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Store

from memorial_kg.errors import MemorialKGError
from memorial_kg.queries import Names
from memorial_kg.server.frames import Header, Message, packed, read_message
from memorial_kg.server.worker import writing
from memorial_kg.server.worker.answering import OPERATIONS, Setting, TooMuch, refusal
from memorial_kg.server.worker.lockdown import allow_seconds, locked, memory_in_use
from memorial_kg.store import open_store

_WRITES = {"update": writing.update, "snapshot": writing.snapshot}
_MIB = 1 << 20


def main() -> None:
    """Answer until the server closes the pipe."""
    requests, answers = sys.stdin.buffer, _own_output()
    first = read_message(requests)
    if first is None:
        return
    try:
        setting, done = _prepared(first[0])
    except (MemorialKGError, OSError) as error:
        _say(answers, ({"refused": "failed", "words": str(error)}, b""))
        return
    _say(answers, ({"locked": done}, b""))
    _work(setting, requests, answers, memory_in_use() + first[0]["memory"] * _MIB * 3 // 4)


def _own_output() -> BinaryIO:
    """The pipe to the server, for messages alone: what a library prints goes where errors go."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")


def _prepared(header: Header) -> tuple[Setting, list[str]]:
    """Open the store, then lock this process in: what opens a store is trusted, what asks it is not."""
    folder, writes = Path(header["store"]), bool(header["writes"])
    store = Store(str(folder)) if writes else open_store(folder)
    names = Names(header["prefixes"], header["base"])
    setting = Setting(store, folder, names, header["rows"], header["answer_bytes"])
    return setting, locked(header["parent"], header["memory"], writing=writes)


def _work(setting: Setting, requests: BinaryIO, answers: BinaryIO, worn: int) -> None:
    """Answer one request after the other; beyond so many bytes of memory, say that this answer was the last."""
    while message := read_message(requests):
        allow_seconds(message[0].get("seconds", 60))
        header, body = _answer(setting, *message)
        last = header.get("last", False) or memory_in_use() > worn
        _say(answers, (header | {"last": last}, body))
        if last:
            return


def _answer(setting: Setting, header: Header, body: bytes) -> Message:
    operation = _WRITES.get(header["do"]) or OPERATIONS[header["do"]]
    try:
        return operation(setting, header, body)
    except MemoryError:
        return refusal(TooMuch("The answer needs more memory than a query may use: ask for less")) | {"last": True}, b""
    except MemorialKGError as error:
        return refusal(error), b""


def _say(answers: BinaryIO, message: Message) -> None:
    answers.write(packed(*message))
    answers.flush()


if __name__ == "__main__":
    main()
