"""What all requests share: the snapshot that is served, its workers, the limits, and the one writer.

A snapshot and its workers are a generation. A request is bound to the generation in which it began, so it never sees
half of one build and half of the next; a generation that was replaced is closed when its last request is done.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

from memorial_kg.errors import MemorialKGError, UsageError
from memorial_kg.server.files import Files
from memorial_kg.server.limits import Limits
from memorial_kg.server.problems import Refused
from memorial_kg.server.processes import Died
from memorial_kg.server.settings import Settings
from memorial_kg.server.snapshot import Snapshot, identity, open_snapshot
from memorial_kg.server.things import Things
from memorial_kg.server.throttle import Throttle
from memorial_kg.server.workers import Workers
from memorial_kg.server.writer import Writer

__all__ = ["Generation", "StartWorkers", "StartWriter", "State"]

_log = logging.getLogger(__name__)
_PATIENCE = 2.0  # seconds that a request waits for a folder that is being replaced


@dataclass(eq=False)
class Generation:
    """A snapshot, its workers, and how many requests are bound to it."""

    snapshot: Snapshot
    workers: Workers
    requests: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.idle.set()

    async def close(self) -> None:
        """End the workers, and let go of the files."""
        await self.workers.stop()
        await asyncio.to_thread(self.snapshot.release)

    @contextlib.contextmanager
    def bound(self) -> Iterator[None]:
        """Bind what happens in the block to this generation, and keep it open as long."""
        self.requests += 1
        self.idle.clear()
        token = _bound.set(self)
        try:
            yield
        finally:
            _bound.reset(token)
            self.requests -= 1
            if not self.requests:
                self.idle.set()


_bound: ContextVar[Generation] = ContextVar("generation")
StartWorkers = Callable[[Snapshot, Limits], Awaitable[Workers]]
StartWriter = Callable[[Snapshot, Settings], Awaitable[Writer]]


class State:
    """The shared state of one app; `app.state.server` holds it."""

    def __init__(
        self, settings: Settings, start_workers: StartWorkers, start_writer: StartWriter | None = None
    ) -> None:
        self.settings = settings
        self.limits = settings.limits
        self.throttle = Throttle(self.limits.requests_per_minute)  # one purse for each client, wherever it asks
        self.files, self.things = Files(settings.limits.cache_bytes), Things()
        self.writer: Writer | None = None  # the one writer, if anything may be written
        self._start_workers, self._start_writer = start_workers, start_writer
        self._current: Generation | None = None
        self._retiring: set[asyncio.Task[None]] = set()
        self._refreshing = asyncio.Lock()
        self._refused = ""  # the identity of a new build that could not be opened

    @property
    def generation(self) -> Generation:
        """The generation of the present request, or the newest."""
        found = _bound.get(None) or self._current
        if found is None:
            raise Refused(503, "Nothing is served yet.", headers={"Retry-After": "1"})
        return found

    @property
    def snapshot(self) -> Snapshot:
        """What is served to the present request."""
        return self.generation.snapshot

    @property
    def workers(self) -> Workers:
        """The processes that answer the queries of the present request."""
        return self.generation.workers

    @property
    def newest(self) -> Generation | None:
        """What is served to the next request; None before the start and after the end."""
        return self._current

    # -- its life ------------------------------------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve the folders of the settings, and look each second whether there is anything new in them."""
        self._current = await self._open()
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
            last, self._current = self._current, None
            for task in [*self._retiring]:
                task.cancel()
            await asyncio.gather(*self._retiring, return_exceptions=True)
            if self.writer:
                await self.writer.stop()
            await last.close()

    async def _open(self) -> Generation:
        snapshot = await asyncio.to_thread(open_snapshot, self.settings.graph, self.settings.site)
        if snapshot.stale:
            todo = f"run `memorial-kg publish --graph {self.settings.graph} -o {self.settings.site}`"
            _log.warning("the pages were made from another build than the one that answers queries: %s", todo)
        try:
            _check_root(self.settings.root_path, snapshot)
            return Generation(snapshot, await self._workers_of(snapshot))
        except BaseException:
            snapshot.release()
            raise

    async def _workers_of(self, snapshot: Snapshot) -> Workers:
        workers = await self._start_workers(snapshot, self.limits)
        try:
            if self._start_writer and self.writer is None:
                self.writer = await self._start_writer(snapshot, self.settings)
            if self.writer:
                self.writer.follow(workers)
        except BaseException:
            await workers.stop()
            raise
        return workers

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(1)
            try:
                if self._current:
                    self._current.workers.renew()
                await self.refresh()
            except Exception:  # noqa: BLE001 - whatever it was, the next second is another chance
                _log.exception("looking for a new build failed")

    async def refresh(self) -> bool:
        """Take up a new build or a new site, if there is one; tell whether there was. A broken one is left alone."""
        async with self._refreshing:
            now = await asyncio.to_thread(identity, self.settings.graph, self.settings.site)
            served = self._current
            if served is None or not now or now in (served.snapshot.identity, self._refused):
                return False
            try:
                self._current = await self._open()
            except (MemorialKGError, Died, OSError) as error:  # Died: its store cannot be opened
                self._refused = now
                _log.error("a new build is not taken up: %s", error)
                return False
            _log.info("a new build is served: %s", self._current.snapshot.version)
            self._retire(served)
            return True

    def _retire(self, generation: Generation) -> None:
        async def close() -> None:
            try:
                await generation.idle.wait()
            finally:
                await generation.close()

        task = asyncio.create_task(close())
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    async def newer(self, than: Generation) -> Generation | None:
        """The generation that has replaced this one, also if its folders are being swapped at this very moment.

        For a request that misses a file which may have gone with the old folder.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while not await asyncio.to_thread(identity, self.settings.graph, self.settings.site):
                    await asyncio.sleep(0.02)
        await self.refresh()
        return self._current if self._current is not than else None


def _check_root(root: str, snapshot: Snapshot) -> None:
    first = root.removeprefix("/").partition("/")[0]
    if first and (snapshot.site / first).exists():
        raise UsageError(f"The root path cannot begin with /{first}: the site has a folder of that name")
