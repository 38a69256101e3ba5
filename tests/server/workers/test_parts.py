"""The small parts that the workers are held together by."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from starlette.requests import Request

from memorial_kg.built import STORE
from memorial_kg.errors import UsageError
from memorial_kg.server.limits import Limits, options
from memorial_kg.server.messages import BrokenMessage, Message, packed, read_message, receive
from memorial_kg.server.nursery import Nursery
from memorial_kg.server.processes import Died, Process, Task, spawned
from memorial_kg.server.refusals import TooOften
from memorial_kg.server.throttle import Throttle, client_of

# ── messages ──


def test_messages_are_read_as_they_were_written() -> None:
    messages: list[Message] = [({"do": "ask", "text": "ş"}, b"body"), ({}, b""), ({"a": [1, None]}, bytes(range(256)))]
    stream = io.BytesIO(b"".join(packed(*each) for each in messages))
    assert [read_message(stream) for _ in messages] == messages
    assert read_message(stream) is None


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00",
        packed({"a": 1}, b"body")[:-1],
        packed({}, b"x" * 101),
        b"\xff" * 100,
        b"\x00\x00\x00\x02\x00\x00\x00\x00[]",
        b"\x00\x00\x00\x02\x00\x00\x00\x00{{",
        b"\x00\x01\x00\x00\x00\x00\x00\x00" + b"[" * 65_536,
    ],
)
def test_what_is_no_message_is_refused(sent: bytes) -> None:
    async def read() -> None:
        stream = asyncio.StreamReader()
        stream.feed_data(sent)
        stream.feed_eof()
        with pytest.raises(BrokenMessage):
            await receive(stream, 100)

    asyncio.run(read())


# ── how often ──


def test_a_purse_fills_again_with_time() -> None:
    now = 0.0
    throttle = Throttle(60, lambda: now)
    for _ in range(60):
        throttle.pay("a")
    with pytest.raises(TooOften) as caught:
        throttle.pay("a")
    assert caught.value.headers["Retry-After"] == "2"
    throttle.pay("b")  # another client has another purse
    now = 1.1
    throttle.pay("a")
    with pytest.raises(TooOften):
        throttle.pay("a")


def test_time_costs_more_than_a_question() -> None:
    throttle = Throttle(600, lambda: 0.0)
    for _ in range(6):
        throttle.pay("a")
        throttle.meter("a")(10)
    with pytest.raises(TooOften):
        throttle.pay("a")


def test_the_clients_that_are_forgotten_are_those_that_were_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memorial_kg.server.throttle._MOST_CLIENTS", 2)
    throttle = Throttle(2, lambda: 0.0)
    for client in ("greedy", "other", "greedy", "third"):
        throttle.pay(client)
    with pytest.raises(TooOften):
        throttle.pay("greedy")


def test_clients_that_are_forgotten_do_not_fill_the_memory() -> None:
    throttle = Throttle(10, lambda: 0.0)
    for number in range(20_000):
        throttle.pay(str(number))
    assert len(throttle._purses) == 10_000


@pytest.mark.parametrize(
    ("address", "forwarded", "behind_proxy", "client"),
    [
        ("192.0.2.1", "", False, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", False, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", True, "198.51.100.7"),
        ("192.0.2.1", "10.0.0.1, 198.51.100.7", True, "198.51.100.7"),
        ("192.0.2.1", "", True, "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
        ("192.0.2.1", "x" * 1000, True, "x" * 64),
    ],
)
def test_a_client_is_known_by_what_it_cannot_choose(
    address: str, forwarded: str, behind_proxy: bool, client: str
) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    request = Request({"type": "http", "headers": headers, "client": (address, 1)})
    assert client_of(request, behind_proxy=behind_proxy) == client


# ── limits ──


def test_every_limit_is_an_option_in_words() -> None:
    assert [each.name for each in options()] == [*Limits.__dataclass_fields__]
    for each in options():
        assert each.help.endswith(".")
        with pytest.raises(UsageError, match="above 0"):
            Limits(**{each.name: 0})


# ── where workers come from ──


def task(built: Path) -> Task:
    return Task(store=built / STORE, prefixes={}, base="", memory=128, rows=10, answer_bytes=1000)


def test_a_nursery_that_was_ended_is_made_anew(built: Path) -> None:
    async def test() -> None:
        nursery = Nursery()
        try:
            first = await nursery.worker(task(built))
            assert nursery._process is not None
            nursery._process.kill()
            await nursery._process.wait()
            await asyncio.wait_for(first._answers.read(), 60)  # to its end: its workers end with it
            with pytest.raises(Died):
                await first.exchange({"do": "graphs"})
            second = await nursery.worker(task(built))
            said, body = await second.exchange({"do": "graphs"})
            assert "refused" not in said
            assert b"/source/" in body
            await second.end()
            assert not second.alive
        finally:
            await nursery.stop()

    asyncio.run(test())


def test_a_worker_can_be_a_program_of_its_own(built: Path) -> None:
    async def test() -> None:
        process = await spawned(task(built))
        _, body = await process.exchange({"do": "graphs"})
        assert b"/source/" in body
        await process.end()
        with pytest.raises(Died):
            await process.exchange({"do": "graphs"})

    asyncio.run(test())


def test_an_order_that_nobody_waits_for_any_more_confuses_nobody(built: Path) -> None:
    async def test() -> None:
        nursery = Nursery()
        try:
            kept = await nursery.worker(task(built))
            for pause in (0.0, 0.001, 0.004, 0.02):
                making = asyncio.create_task(nursery.worker(task(built)))
                await asyncio.sleep(pause)
                making.cancel()
                made = await asyncio.gather(making, return_exceptions=True)
                for process in (each for each in made if isinstance(each, Process)):
                    await process.end()  # it was ready before it could be called off
                another = await nursery.worker(task(built))
                assert another.id != kept.id
                ending = asyncio.create_task(another.end())
                await asyncio.sleep(0)
                ending.cancel()
                await asyncio.gather(ending, return_exceptions=True)
                await another.end()  # twice does no harm
                assert b"/source/" in (await kept.exchange({"do": "graphs"}))[1]
            await kept.end()
        finally:
            await nursery.stop()

    asyncio.run(test())
