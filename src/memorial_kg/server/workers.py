"""Asks the workers: queries of the public and bundled ones in lanes of their own, each question within its time.

The server's own process never reads a query, nor RDF: it passes bytes on, keeps the time, and replaces a worker that
was ended or ended itself. Only the sender of what it was doing notices.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import weakref
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from memorial_kg.queries import Names
from memorial_kg.server.lanes import Lane
from memorial_kg.server.limits import Limits
from memorial_kg.server.messages import Header, Message
from memorial_kg.server.nursery import Nursery
from memorial_kg.server.processes import Died, Process, Task
from memorial_kg.server.refusals import Busy, Crashed, TooSlow, refused

__all__ = ["PAGES", "PUBLIC", "Formats", "Result", "Workers"]

_log = logging.getLogger(__name__)
PUBLIC, PAGES = "public", "pages"
_NOTHING: Mapping[str, str] = MappingProxyType({})
_TO_FINISH = 1.0  # seconds that a worker has when nobody waits for its answer any more
_BEFORE_NEXT_TRY = 1.0
_TRIES = 3  # to open a store that is replaced again and again


def _nobody_counts(_: float) -> None:
    """Take no account of the time."""


@dataclass(frozen=True, slots=True)
class Formats:
    """How an answer is wanted, by what it is: a format of `queries.WRITERS`, and one of `export.FORMATS`."""

    rows: str | None = "json"
    graph: str | None = "turtle"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Result:
    """An answer: whether of SELECT, ASK or CONSTRUCT, in which format, and its bytes."""

    form: str
    format: str
    body: bytes


class Workers:
    """The worker processes of one store, in two lanes, "public" and "pages".

    Several may share a nursery, which is then for its owner to stop.
    """

    def __init__(self, store: Path, limits: Limits, names: Names, nursery: Nursery | None = None) -> None:
        self.limits = limits
        self._task = Task(
            store=store,
            prefixes=names.prefixes,
            base=names.base,
            memory=limits.memory,
            rows=limits.rows,
            answer_bytes=limits.answer_bytes,
        )
        self.lanes = {
            PUBLIC: Lane(limits.query_seconds, limits, behind=True),
            PAGES: Lane(limits.page_seconds, limits),
        }
        self._nursery, self._own_nursery = nursery or Nursery(), nursery is None
        self._spare: asyncio.Task[Process] | None = None
        self._background: set[asyncio.Task[Any]] = set()
        self._held = 0
        self._stopped = False

    # -- their life ----------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the processes, and one more that takes the place of the first that ends. Raises Died."""
        sizes = {PUBLIC: self.limits.public_workers, PAGES: self.limits.page_workers}
        wanted = [lane for name, lane in self.lanes.items() for _ in range(sizes[name])]
        started = await asyncio.gather(*(self._nursery.worker(self._task) for _ in wanted), return_exceptions=True)
        processes = [each for each in started if isinstance(each, Process)]
        for error in started:
            if isinstance(error, BaseException):
                await asyncio.gather(*(each.end() for each in processes))
                await self._stop_nursery()
                raise error
        for lane, process in zip(wanted, processes, strict=True):
            lane.add(process)
        if "network" not in processes[0].locked:
            _log.warning("this system cannot close the network for a worker: our own reading of queries has to do")
        self._spare = self._later(self._started())

    async def stop(self, grace: float = 0.0) -> None:
        """End the processes; questions under way have so many seconds. Nothing new is taken."""
        self._stopped = True
        for lane in self.lanes.values():
            lane.refuse_all()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace):
                while any(lane.busy for lane in self.lanes.values()):
                    await asyncio.sleep(0.02)
        if (spare := self.spare) is not None:
            await spare.end()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        everyone = [process for lane in self.lanes.values() for process in lane.processes]
        await asyncio.gather(*(process.end() for process in everyone))
        await self._stop_nursery()

    async def _stop_nursery(self) -> None:
        if self._own_nursery:
            await self._nursery.stop()

    @property
    def alive(self) -> bool:
        """Whether both lanes can answer."""
        return not self._stopped and all(lane.alive for lane in self.lanes.values())

    @property
    def spare(self) -> Process | None:
        """The process that takes the place of the next that ends; None while it is started."""
        return self._spare.result() if self._spare and self._spare.done() and not self._spare.cancelled() else None

    @property
    def store(self) -> Path:
        """The store that the next question is asked of."""
        return self._task.store

    @property
    def in_use(self) -> set[Path]:
        """The stores that workers still read from."""
        return {process.task.store for lane in self.lanes.values() for process in lane.processes} | {self.store}

    def reopen(self, store: Path) -> None:
        """Let each worker read from another store, from its next question on."""
        self._task = replace(self._task, store=store)

    # -- questions -----------------------------------------------------------------------------------------------------

    async def ask(  # noqa: PLR0913 - all but one have names
        self,
        text: str,
        *,
        parameters: Mapping[str, str | Sequence[str]] = _NOTHING,
        formats: Formats = Formats(),
        dataset: tuple[Sequence[str], Sequence[str]] = ((), ()),
        lane: str = PUBLIC,
        client: str = "",
        seconds: float | None = None,
        spent: Callable[[float], None] = _nobody_counts,
        name: str = "query",
    ) -> Result:
        """The answer to the text of a query; `dataset` is its default graphs and its named graphs.

        With parameters, the header of the text declares them. `spent` is told how long a worker had to do with it, also
        when nothing comes of it. Raises a `Refused` with the status that fits.
        """
        header = {
            "do": "ask",
            "name": name,
            "parameters": {key: value if isinstance(value, str) else [*value] for key, value in parameters.items()},
            "formats": {"rows": formats.rows, "graph": formats.graph},
            "default_graphs": [*dataset[0]],
            "named_graphs": [*dataset[1]],
        }
        said, body = await self.call(header, text.encode(), lane=lane, client=client, seconds=seconds, spent=spent)
        return self._holding(Result(said["form"], said["format"], body))

    async def call(  # noqa: PLR0913 - as `ask`
        self,
        header: Header,
        body: bytes = b"",
        *,
        lane: str = PUBLIC,
        client: str = "",
        seconds: float | None = None,
        spent: Callable[[float], None] = _nobody_counts,
    ) -> Message:
        """Let a worker do one of its operations, and refuse what it refuses."""
        chosen = self.lanes[lane]
        allowed = min(chosen.seconds, seconds or chosen.seconds)
        if self._stopped:
            raise Busy
        self.renew()
        process = await chosen.take(client)
        work, started = self._later(self._exchange(process, header | {"seconds": allowed}, body)), time.monotonic()
        try:
            said, answer = await asyncio.wait_for(asyncio.shield(work), allowed)
        except TimeoutError:
            self._replace(chosen, process)
            raise TooSlow(allowed) from None
        except Died:
            _log.warning("worker %d ended over a question: %s", process.id, self._nursery.last_words())
            self._replace(chosen, process)
            raise Crashed from None
        except asyncio.CancelledError:
            self._later(self._settle(chosen, process, work))
            raise
        except Exception:  # whatever it was: who knows what the process would say next
            self._replace(chosen, process)
            raise
        finally:
            spent(time.monotonic() - started)
        self._give_back(chosen, process)
        if "refused" in said:
            raise refused(said["refused"], said["words"], {key: said[key] for key in ("line", "column") if key in said})
        return said, answer

    async def _exchange(self, process: Process, header: Header, body: bytes) -> Message:
        for _ in range(_TRIES):
            if process.task.store == self.store:
                break
            await process.reopen(self.store)
        return await process.exchange(header, body)

    def _holding(self, result: Result) -> Result:
        """Count the bytes of an answer for as long as anybody holds it: a slow reader holds it long."""
        size = len(result.body)
        if self._held + size > self.limits.held_bytes:
            raise Busy
        self._held += size
        weakref.finalize(result, self._released, size)
        return result

    def _released(self, size: int) -> None:
        self._held -= size

    # -- workers that come and go --------------------------------------------------------------------------------------

    def renew(self) -> None:
        """Replace the processes that ended while nobody asked them: the system may have needed their memory."""
        if self._stopped:
            return
        if (spare := self.spare) is not None and not spare.alive:
            self._later(spare.end())
            self._spare = self._later(self._started())
        for lane in self.lanes.values():
            for process in lane.ended():
                self._replace(lane, process)

    def _give_back(self, lane: Lane, process: Process) -> None:
        if process.alive:
            lane.give(process)
        else:
            self._replace(lane, process)

    async def _settle(self, lane: Lane, process: Process, work: asyncio.Task[Message]) -> None:
        """Nobody waits any more: what is nearly done may end by itself, which is cheaper than a new process."""
        done, _ = await asyncio.wait([work], timeout=_TO_FINISH)
        if done and not work.cancelled() and work.exception() is None:
            self._give_back(lane, process)
        else:
            self._replace(lane, process)

    def _replace(self, lane: Lane, process: Process) -> None:
        _log.info("worker %d is replaced", process.id)
        lane.remove(process)
        if (spare := self.spare) is not None and spare.alive:
            lane.add(spare)  # at once: who waits next need not wait for a process to start
            self._spare = self._later(self._started())
            self._later(process.end())
        else:
            self._later(self._renew(lane, process))

    async def _renew(self, lane: Lane, process: Process) -> None:
        await process.end()
        lane.add(await self._started())

    async def _started(self) -> Process:
        while True:
            try:
                return await self._nursery.worker(self._task)
            except (Died, OSError, TimeoutError) as error:
                _log.warning("a worker could not be started: %s", error)
                await asyncio.sleep(_BEFORE_NEXT_TRY)

    def _later(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, Died):
            _log.error("looking after the workers failed", exc_info=error)
