"""The one writer: a store of its own that may be changed, and a snapshot of it after every change, which others read.

    FOLDER/store          made from the built store when there is none; later builds leave it alone
    FOLDER/snapshots/7    the store after the last change, by hard links: what the workers answer from

A change is acknowledged when it is on the disk and the workers read it. Whatever kills the process, each change is
there as a whole or not at all, and every one that was acknowledged is there.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import shutil
import weakref
from collections.abc import Iterable
from pathlib import Path

from starlette.requests import Request

from memorial_kg.errors import InputError, UsageError
from memorial_kg.queries import Names
from memorial_kg.server.limits import Limits
from memorial_kg.server.messages import Header
from memorial_kg.server.problems import Refused
from memorial_kg.server.processes import Died, Process, Task, spawned
from memorial_kg.server.refusals import Busy, refused
from memorial_kg.server.settings import SHORTEST_TOKEN
from memorial_kg.server.workers import Workers
from memorial_kg.store.swap import sync_tree

__all__ = ["Writer", "read_token"]

_log = logging.getLogger(__name__)
_FOR_OTHERS = 0o007
_MORE_MEMORY = 4  # times what a query may use: who has the token is trusted with more


def read_token(file: Path) -> str:
    """The token in a file that nobody but its owner and a group may read.

    Raises UsageError for a file that others may read, InputError if it cannot be read.
    """
    try:
        if file.stat().st_mode & _FOR_OTHERS:
            raise UsageError(f"{file}: everybody on this machine may use this token; run `chmod 640 {file}`")
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: the token cannot be read: {error}") from error
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        raise UsageError(f"{file}: a token is at least {SHORTEST_TOKEN} letters and digits, on one line")
    return token


class Writer:
    """Changes the store of one folder, for whoever has the token."""

    def __init__(self, folder: Path, token: str, limits: Limits, names: Names) -> None:
        self._folder, self._token, self._limits = folder.resolve(), token, limits
        self._task = Task(
            store=self._folder / "store",
            prefixes=names.prefixes,
            base=names.base,
            memory=limits.memory * _MORE_MEMORY,
            rows=limits.rows,
            answer_bytes=limits.answer_bytes,
            writes=True,
        )
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._number = 0
        self._readers: weakref.WeakSet[Workers] = weakref.WeakSet()
        self._underway: set[asyncio.Task[Header]] = set()

    # -- its life ------------------------------------------------------------------------------------------------------

    async def start(self, built: Path) -> None:
        """Make the store from a built one, if there is none yet, and get ready to write.

        Raises InputError if another server writes there, or the folder cannot be used.
        """
        try:
            await asyncio.to_thread(_initialize, self._folder, built)
            await self._revive()
        except (Died, OSError, TimeoutError) as error:
            words = str(error) or "it does not answer"
            raise InputError(f"{self._folder}: nothing can be written there: {words}") from error

    async def stop(self) -> None:
        """Let the changes that are under way be made, then end."""
        await asyncio.gather(*self._underway, return_exceptions=True)
        if self._process:
            await self._process.end()

    @property
    def current(self) -> Path:
        """The store to read from, as it is after the last change."""
        return self._folder / "snapshots" / str(self._number)

    def follow(self, workers: Workers) -> None:
        """Let these workers read what is written, from now on."""
        self._readers.add(workers)
        workers.reopen(self.current)

    # -- changes -------------------------------------------------------------------------------------------------------

    def check(self, request: Request) -> None:
        """Refuse whoever does not have the token."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        challenge = 'Bearer realm="memorial-kg"'
        if scheme.lower() != "bearer":
            words = "Writing needs a token: send it as `Authorization: Bearer …`."
            raise Refused(401, words, headers={"WWW-Authenticate": challenge})
        if not hmac.compare_digest(given.strip().encode(), self._token.encode()):
            headers = {"WWW-Authenticate": f'{challenge}, error="invalid_token"'}
            raise Refused(401, "This is not the token.", headers=headers)

    async def update(self, text: str) -> None:
        """Make an update of SPARQL, as a whole or not at all."""
        await self._write({"do": "update"}, text.encode())

    async def replace(self, graph: str, triples: bytes) -> bool:
        """Let a graph hold these lines of N-Triples and nothing else; "" is the default graph. Tell if it is new."""
        name = f"GRAPH <{graph}>" if graph else "DEFAULT"
        empty = f"DROP SILENT {name} ;\n" + (f"CREATE SILENT {name} ;\n" if graph else "")
        whole = empty.encode() + _insert(graph, triples)
        said = await self._write({"do": "update", "checked": True, "graph": graph}, whole)
        return bool(said["new"])

    async def add(self, graph: str, triples: bytes) -> bool:
        """Add lines of N-Triples to a graph; tell if it is new."""
        said = await self._write({"do": "update", "checked": True, "graph": graph}, _insert(graph, triples))
        return bool(said["new"])

    async def remove(self, graph: str) -> None:
        """Remove a graph that is there; of the default graph, all that is in it."""
        text = f"DROP GRAPH <{graph}>" if graph else "DROP DEFAULT"
        await self._write({"do": "update", "checked": True, "graph": graph, "needed": True}, text.encode())

    async def _write(self, header: Header, body: bytes) -> Header:
        if self._waiting >= self._limits.waiting:
            raise Busy
        task = asyncio.create_task(self._in_turn(header, body))
        self._underway.add(task)
        task.add_done_callback(self._underway.discard)
        return await asyncio.shield(task)  # who hangs up now has written all the same

    async def _in_turn(self, header: Header, body: bytes) -> Header:
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.waiting_seconds):
                await self._turn.acquire()
        except TimeoutError:
            raise Busy from None
        finally:
            self._waiting -= 1
        try:
            return await self._exchange(header, body)
        except (Died, OSError) as error:
            _log.error("nothing can be written: %s", error)
            raise Busy("Nothing can be written at the moment: look whether it was, and repeat it if not") from error
        finally:
            self._turn.release()

    async def _exchange(self, header: Header, body: bytes) -> Header:
        process = self._process if self._process and self._process.alive else await self._revive()
        number, seconds = _newest(self._folder) + 1, self._limits.write_seconds
        message = header | {"snapshot": str(self._folder / "snapshots" / str(number)), "seconds": seconds}
        try:
            said, _ = await asyncio.wait_for(process.exchange(message, body), seconds)
        except (TimeoutError, Died) as error:
            await self._revive()
            what = f"was ended after {seconds:g} seconds" if isinstance(error, TimeoutError) else "ended the writer"
            raise Refused(503, f"The change {what}; look whether it was made, and repeat it if not.") from error
        if "refused" in said:
            raise refused(said["refused"], said["words"], {key: said[key] for key in ("line", "column") if key in said})
        await self._publish(number)
        return said

    async def _revive(self) -> Process:
        """Start the process anew, and let everybody read what the store holds, whatever became of the last change."""
        if self._process:
            await self._process.end()
        process = self._process = await spawned(self._task)
        number = _newest(self._folder) + 1
        await process.exchange({"do": "snapshot", "snapshot": str(self._folder / "snapshots" / str(number))})
        await self._publish(number)
        return process

    async def _publish(self, number: int) -> None:
        self._number = number
        for workers in self._readers:
            workers.reopen(self.current)
        in_use = {path for workers in self._readers for path in workers.in_use} | {self.current}
        await asyncio.to_thread(_clear, self._folder / "snapshots", in_use)


# -- folders -----------------------------------------------------------------------------------------------------------


def _initialize(folder: Path, built: Path) -> None:
    """Copy the built store, in such a way that the copy is there as a whole or not at all."""
    store, fresh = folder / "store", folder / ".store.fresh"
    (folder / "snapshots").mkdir(parents=True, exist_ok=True)
    if store.exists():
        return
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(built, fresh)
    sync_tree(fresh)
    fresh.rename(store)
    sync_tree(folder)


def _newest(folder: Path) -> int:
    names = [path.name for path in (folder / "snapshots").iterdir()]
    return max((int(name) for name in names if name.isdigit()), default=0)


def _clear(snapshots: Path, in_use: Iterable[Path]) -> None:
    kept = {*in_use}
    for path in snapshots.iterdir():
        if path not in kept:  # also what a killed process had not finished
            shutil.rmtree(path, ignore_errors=True)


def _insert(graph: str, triples: bytes) -> bytes:
    inside = b"GRAPH <%b> {\n%b}" % (graph.encode(), triples) if graph else triples
    return b"INSERT DATA {\n%b}" % inside
