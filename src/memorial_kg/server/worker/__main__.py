"""One worker, or, as `nursery`, the process that workers are forked from: it has loaded everything and opened nothing.

A worker is told what to do by a pipe, and answers on it, until there is no more. The number after `of` is the process
without which it has no purpose: it ends with it.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pyoxigraph import Store

from memorial_kg.errors import MemorialKGError
from memorial_kg.ontology import load_ontology
from memorial_kg.queries import Names
from memorial_kg.server.messages import Header, Message, packed, read_message
from memorial_kg.server.worker import writing
from memorial_kg.server.worker.answering import OPERATIONS, Setting, TooMuch, refusal
from memorial_kg.server.worker.lockdown import allow_seconds, end_with, locked, memory_in_use
from memorial_kg.store import open_store

_WRITES = {"update": writing.update, "snapshot": writing.snapshot}
_MIB = 1 << 20
_LONGEST_ORDER = 1024


class _Pipes(NamedTuple):
    """Where questions come from, where answers go, and the process to end with."""

    questions: BinaryIO
    answers: BinaryIO
    parent: int


def main() -> None:
    """Be a worker; or a nursery, and in each process that is forked there, a worker."""
    role, parent = sys.argv[1], int(sys.argv[2])
    load_ontology()  # writing a graph takes it: the time of the first question is all its own
    pipes = _nursed(parent) if role == "nursery" else _own_pipes(parent)
    if pipes is not None:
        _serve(pipes)


def _own_pipes(parent: int) -> _Pipes:
    """Standard input and output, for messages alone: what a library prints goes where errors go."""
    own = os.dup(1)
    os.dup2(2, 1)
    return _Pipes(sys.stdin.buffer, os.fdopen(own, "wb"), parent)


def _nursed(server: int) -> _Pipes | None:
    """Fork a worker for each pipe that the server sends, and end those that it names; in a worker, give its pipe.

    Nobody but their own parent can end processes without ever meeting another of the same number.
    """
    end_with(server)
    orders, me = socket.socket(fileno=os.dup(0)), os.getpid()
    children: set[int] = set()
    while True:
        order, pipes, _, _ = socket.recv_fds(orders, _LONGEST_ORDER, 1)
        if not order:
            return None
        _bury(children)
        if not pipes:
            child = json.loads(order)["end"]
            _end(child, children)
        elif (child := os.fork()) == 0:
            orders.close()
            os.dup2(2, 0)
            return _Pipes(os.fdopen(pipes[0], "rb"), os.fdopen(os.dup(pipes[0]), "wb"), me)
        else:
            os.close(pipes[0])
            children.add(child)
        orders.send(json.dumps(child).encode())


def _bury(children: set[int]) -> None:
    """Forget the workers that have ended by themselves: until then nobody else gets their numbers."""
    for child in [*children]:
        if os.waitpid(child, os.WNOHANG)[0]:
            children.discard(child)


def _end(child: int, children: set[int]) -> None:
    if child in children:
        os.kill(child, 9)
        os.waitpid(child, 0)
        children.discard(child)


def _serve(pipes: _Pipes) -> None:
    first = read_message(pipes.questions)
    if first is None:
        return
    try:
        setting, done = _prepared(first[0], pipes.parent)
    except (MemorialKGError, OSError) as error:
        _say(pipes, ({"refused": "failed", "words": str(error)}, b""))
        return
    _say(pipes, ({"locked": done}, b""))
    _work(setting, pipes, memory_in_use() + first[0]["memory"] * _MIB * 3 // 4)


def _prepared(header: Header, parent: int) -> tuple[Setting, list[str]]:
    """Open the store, then lock this process in: what opens a store is trusted, what asks it is not."""
    end_with(parent)
    folder, writes = Path(header["store"]), bool(header["writes"])
    store = Store(str(folder)) if writes else open_store(folder)
    names = Names(header["prefixes"], header["base"])
    setting = Setting(store, names, header["rows"], header["answer_bytes"])
    return setting, locked(header["memory"], writing=writes)


def _work(setting: Setting, pipes: _Pipes, worn: int) -> None:
    """Answer one question after the other; beyond so many bytes of memory, say that this answer was the last."""
    while message := read_message(pipes.questions):
        allow_seconds(message[0].get("seconds", 60))
        header, body = _answer(setting, *message)
        last = header.get("last", False) or memory_in_use() > worn
        _say(pipes, (header | {"last": last}, body))
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


def _say(pipes: _Pipes, message: Message) -> None:
    pipes.answers.write(packed(*message))
    pipes.answers.flush()


if __name__ == "__main__":
    main()
