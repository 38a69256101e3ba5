"""Whoever exhausts, crashes or occupies a worker costs nobody else anything."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from memorial_kg.built import STORE
from memorial_kg.ontology import load_ontology
from memorial_kg.queries import Names
from memorial_kg.server.lanes import Lane
from memorial_kg.server.limits import Limits
from memorial_kg.server.nursery import Nursery
from memorial_kg.server.problems import Refused
from memorial_kg.server.processes import Died
from memorial_kg.server.refusals import Busy, Crashed, TooOften, TooSlow
from memorial_kg.server.workers import PAGES, PUBLIC, Formats, Workers

BASE = "https://w3id.org/memorial-kg/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DOUBLING = "BIND ('xxxxxxxx' AS ?a0) " + " ".join(f"BIND (CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(30))
EXHAUSTING = f"SELECT (STRLEN(?a30) AS ?n) {{ {DOUBLING} }}"


T = TypeVar("T")
Test = Callable[[Workers], Awaitable[None]]
Run = Callable[..., None]


@pytest.fixture(scope="module")
def run(built: Path) -> Iterator[Run]:
    """Run a test with workers of certain limits; all come from one nursery."""
    with asyncio.Runner() as runner:
        nursery = Nursery()

        async def whole(test: Test, limits: dict[str, Any]) -> None:
            given = Limits(**{"public_workers": 1, "memory": 128, "query_seconds": 20, **limits})
            workers = Workers(built / STORE, given, Names(load_ontology().prefixes, BASE), nursery)
            await workers.start()
            try:
                await test(workers)
            finally:
                await workers.stop()

        yield lambda test, **limits: runner.run(whole(test, limits))
        runner.run(nursery.stop())


def test_a_query_that_crashes_or_exhausts_a_worker_costs_its_sender_an_error_and_nobody_else_anything(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    async def test(workers: Workers) -> None:
        before = await workers.ask(COUNT)
        (process,) = workers.lanes[PUBLIC].processes
        with pytest.raises(Crashed) as caught:
            await workers.ask(EXHAUSTING)
        assert caught.value.status == 500
        assert process not in workers.lanes[PUBLIC].processes
        if sys.platform == "linux":  # its last words are in the log
            assert f"worker {process.id} ended over a question: memory allocation of" in caplog.text
        assert (await workers.ask(COUNT)).body == before.body

        (process,) = workers.lanes[PUBLIC].processes
        asking = asyncio.create_task(workers.ask(ENDLESS))
        await asyncio.sleep(0.1)
        os.kill(process.id, signal.SIGSEGV)
        with pytest.raises(Crashed):
            await asking
        assert (await workers.ask(COUNT)).body == before.body

    run(test)


@pytest.mark.parametrize("asked", [True, False], ids=["by the next question", "by whoever looks"])
def test_workers_that_end_while_nobody_asks_them_are_replaced(run: Run, asked: bool) -> None:
    async def test(workers: Workers) -> None:
        assert (await workers.ask(COUNT)).form == "select"
        spare = await until(lambda: workers.spare)
        dead = {process for lane in workers.lanes.values() for process in lane.processes} | {spare}
        for process in dead:
            os.kill(process.id, signal.SIGKILL)
        await until(lambda: not any(process.alive for process in dead))
        if not asked:
            workers.renew()
            await until(lambda: workers.alive)
        assert (await workers.ask(COUNT)).form == "select"
        assert (await workers.ask(COUNT, lane=PAGES)).form == "select"
        assert await until(lambda: workers.spare) not in dead
        assert [len(lane.processes) for lane in workers.lanes.values()] == [1, 1]

    run(test, waiting_seconds=20)


async def until(true: Callable[[], T | None]) -> T:
    for _ in range(1_000):
        if found := true():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen")


def test_a_query_has_its_time_and_no_more(run: Run) -> None:
    async def test(workers: Workers) -> None:
        with pytest.raises(TooSlow, match=r"0\.3 seconds") as caught:
            await workers.ask(ENDLESS)
        assert caught.value.headers["Retry-After"]
        with pytest.raises(TooSlow, match=r"0\.1 seconds"):
            await workers.ask(ENDLESS, seconds=0.1)
        with pytest.raises(TooSlow, match=r"0\.3 seconds"):
            await workers.ask(ENDLESS, seconds=1000)
        assert (await workers.ask(COUNT, lane=PAGES)).form == "select"

    run(test, query_seconds=0.3)


def test_the_time_of_a_worker_is_told_also_when_nothing_comes_of_it(run: Run) -> None:
    async def test(workers: Workers) -> None:
        times: list[float] = []
        await workers.ask(COUNT, spent=times.append)
        with pytest.raises(TooSlow):
            await workers.ask(ENDLESS, spent=times.append)
        with pytest.raises(Refused):
            await workers.ask("nonsense", spent=times.append)
        assert len(times) == 3
        assert times[1] >= 0.3

    run(test, query_seconds=0.3)


def test_a_starved_lane_does_not_stop_the_other(run: Run) -> None:
    async def test(workers: Workers) -> None:
        asking = [asyncio.create_task(workers.ask(ENDLESS, client=str(number))) for number in range(5)]
        await asyncio.sleep(0.1)
        for _ in range(10):
            await workers.ask(COUNT, lane=PAGES)
        assert not any(each.done() for each in asking)
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    run(test)


def test_too_many_who_wait_are_sent_away(run: Run) -> None:
    async def test(workers: Workers) -> None:
        asking = [asyncio.create_task(workers.ask(ENDLESS, client=str(number % 2))) for number in range(4)]
        await asyncio.sleep(0.05)
        with pytest.raises(Busy) as caught:
            await workers.ask(COUNT, client="another")
        assert (caught.value.status, bool(caught.value.headers["Retry-After"])) == (503, True)
        answers = await asyncio.gather(*asking, return_exceptions=True)
        assert {type(each) for each in answers} == {TooSlow, Busy}  # the one at work, and those who waited too long

    run(test, waiting=3, waiting_seconds=0.2, query_seconds=1)


def test_one_client_cannot_have_the_whole_queue(run: Run) -> None:
    async def test(workers: Workers) -> None:
        asking = [asyncio.create_task(workers.ask(ENDLESS, client="greedy")) for _ in range(4)]
        await asyncio.sleep(0.05)
        assert isinstance(asking[3].exception(), TooOften)
        assert not asking[2].done()
        good = asyncio.create_task(workers.ask(COUNT, client="good"))
        assert (await good).form == "select"
        assert sum(each.done() for each in asking[:3]) <= 2  # it came before what was asked earlier
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    run(test, waiting_per_client=2, query_seconds=0.4)


def test_clients_have_their_turns_one_after_the_other() -> None:
    async def test() -> None:
        lane: Lane = Lane(1, Limits())
        process: Any = type("Fake", (), {"alive": True})()
        order: list[str] = []

        async def ask(client: str) -> None:
            taken = await lane.take(client)
            order.append(client)
            lane.give(taken)

        asking = [asyncio.create_task(ask(client)) for client in "aaaabbc"]
        await asyncio.sleep(0)
        lane.add(process)
        await asyncio.gather(*asking)
        assert "".join(order) == "abcabaa"
        assert lane.waiting == 0
        assert lane.busy == 0

    asyncio.run(test())


def test_who_hangs_up_leaves_nothing_behind(run: Run) -> None:
    async def test(workers: Workers) -> None:
        for query in (COUNT, ENDLESS):
            asking = asyncio.create_task(workers.ask(query))
            await asyncio.sleep(0.01)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
        waiting = asyncio.create_task(workers.ask(COUNT))
        started = time.monotonic()
        assert (await waiting).form == "select"
        assert time.monotonic() - started < 15  # long before the time of the endless one was up
        assert workers.lanes[PUBLIC].waiting == 0

    run(test)


def test_a_question_that_cannot_even_be_sent_takes_no_worker_away(run: Run) -> None:
    async def test(workers: Workers) -> None:
        with pytest.raises(UnicodeEncodeError):
            await workers.call({"do": "graph", "graph": "\ud800", "format": "turtle"})
        assert (await workers.ask(COUNT)).form == "select"

    run(test, waiting_seconds=20)


def test_answers_that_are_held_count_until_they_are_let_go(run: Run) -> None:
    async def test(workers: Workers) -> None:
        whole = Formats(rows="tsv")
        query = "SELECT ?s ?p ?o { ?s ?p ?o }"
        held = await workers.ask(query, formats=whole)
        with pytest.raises(Busy):
            await workers.ask(query, formats=whole)
        del held
        gc.collect()
        assert (await workers.ask(query, formats=whole)).form == "select"

    run(test, held_bytes=1_000_000)


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_answers_are_refused_beyond_the_limits_and_never_cut_off(run: Run, query: str) -> None:
    for limits in ({"rows": 1000}, {"answer_bytes": 50_000}):

        async def test(workers: Workers) -> None:
            with pytest.raises(Refused, match="use LIMIT") as caught:
                await workers.ask(query)
            assert caught.value.status == 413
            assert (await workers.ask(f"{query} LIMIT 20")).body

        run(test, **limits)


def test_parameters_are_bound_by_the_worker(run: Run) -> None:
    text = "#+ parameters:\n#+   - name: n\n#+     type: integer\n#+     default: 1\nSELECT ?n { VALUES ?n { 1 } }"

    async def test(workers: Workers) -> None:
        answer = await workers.ask(text, parameters={"n": ["2", "3"]}, formats=Formats("csv"), lane=PAGES)
        assert answer.body == b"n\r\n2\r\n3\r\n"
        with pytest.raises(Refused, match="not a whole number"):
            await workers.ask(text, parameters={"n": "2 } DROP ALL #"}, lane=PAGES)

    run(test)


def test_readers_go_over_to_another_store_with_their_next_question(run: Run, tmp_path: Path) -> None:
    from memorial_kg.store import build_store

    (tmp_path / "one.nq").write_text("<http://a.example/s> <http://a.example/p> <http://a.example/o> .\n")
    build_store(tmp_path / "one.nq", tmp_path / "store")

    async def test(workers: Workers) -> None:
        many = await workers.ask(COUNT, formats=Formats("csv"))
        workers.reopen(tmp_path / "store")
        for lane in (PUBLIC, PAGES):
            assert (await workers.ask(COUNT, formats=Formats("csv"), lane=lane)).body == b"n\r\n1\r\n"
        assert many.body != b"n\r\n1\r\n"
        assert workers.in_use == {tmp_path / "store"}

    run(test)


def test_what_cannot_be_started_says_why(tmp_path: Path) -> None:
    async def test() -> None:
        with pytest.raises(Died, match="there is no store here yet"):
            await Workers(tmp_path / "none", Limits(), Names({}, "")).start()

    asyncio.run(test())
