"""One client cannot have the service to itself: clients take turns, pay for time, and are let go when they hang up."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.server.reconciliation.conftest import serving

from memorial_kg.server.limits import Limits
from memorial_kg.server.reconciliation import endpoint
from memorial_kg.server.settings import Settings
from memorial_kg.server.sparql.reading import FORM

ONE = {"queries": json.dumps({"q": {"query": "Uşak"}})}
FLOOD, OTHER = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}


class Slow:
    """Stands for batches that compute for long, until `open` is set or nobody wants them any more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open, self.order, self.ended = threading.Event(), list[str](), threading.Semaphore(0)
        self.begun = threading.Semaphore(0)
        monkeypatch.setattr(endpoint, "answers", self.answers)

    def answers(self, _: object, batch: dict[str, Any], check: Any) -> dict[str, object]:  # noqa: ANN401 - a callable
        """What an endless batch does: compute, and ask whether it may go on."""
        self.order.extend(batch)
        self.begun.release()
        try:
            while not self.open.wait(0.01):
                check()
        finally:
            self.ended.release()
        return {}


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Batches that last until the test lets them end."""
    made = Slow(monkeypatch)
    yield made
    made.open.set()


def limited(settings: Settings, **limits: Any) -> Settings:  # noqa: ANN401 - numbers
    return replace(settings, behind_proxy=True, limits=Limits(**{"requests_per_minute": 1_000_000} | limits))


def ask(client: httpx.Client, name: str, headers: dict[str, str]) -> httpx.Response:
    return client.post("/reconcile", data={"queries": json.dumps({name: {"query": "Uşak"}})}, headers=headers)


def wait_for(semaphore: threading.Semaphore, times: int) -> None:
    for _ in range(times):
        assert semaphore.acquire(timeout=30)


def test_one_client_floods_and_the_other_is_next(service_settings: Settings, slow: Slow) -> None:
    with serving(limited(service_settings, waiting_per_client=4)) as client, ThreadPoolExecutor(20) as pool:
        flood = [pool.submit(ask, client, "flood", FLOOD) for _ in range(10)]
        wait_for(slow.begun, 2)
        while sum(each.done() for each in flood) < 4:  # two are made, four wait, and the others are told so
            time.sleep(0.01)
        other = pool.submit(ask, client, "other", OTHER)
        time.sleep(0.2)
        slow.open.set()
        assert other.result(30).status_code == 200
        statuses = sorted(each.result(30).status_code for each in flood)
        refused = [each.result() for each in flood if each.result().status_code == 429]
    assert statuses == [200] * 6 + [429] * 4
    assert all(int(each.headers["retry-after"]) > 0 for each in refused)
    assert "other" in slow.order[2:4]  # not behind the four that came before it


def test_nobody_waits_without_end(service_settings: Settings, slow: Slow) -> None:
    settings = limited(service_settings, waiting_seconds=0.2)
    with serving(settings) as client, ThreadPoolExecutor(3) as pool:
        flood = [pool.submit(ask, client, "flood", FLOOD) for _ in range(2)]
        wait_for(slow.begun, 2)
        answer = ask(client, "other", OTHER)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        slow.open.set()
        assert {each.result(30).status_code for each in flood} == {200}


def test_who_hangs_up_gives_its_turn_back(service_settings: Settings, slow: Slow) -> None:
    with serving(limited(service_settings, page_seconds=600, waiting_seconds=600)) as client:
        body = httpx.Request("POST", client.base_url, data=ONE).content
        head = f"POST /reconcile HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nContent-Type: {FORM}\r\n\r\n"
        for _ in range(2):
            with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as connection:
                connection.sendall(head.encode() + body)
                wait_for(slow.begun, 1)
        wait_for(slow.ended, 2)  # although none of the time is up
        slow.open.set()
        assert ask(client, "other", OTHER).status_code == 200


def test_time_is_paid_for_and_not_only_questions(service_settings: Settings, slow: Slow) -> None:
    settings = limited(service_settings, requests_per_minute=4, page_seconds=0.5)
    with serving(settings) as client:
        assert ask(client, "long", FLOOD).status_code == 503  # of the four coins one is paid, and five for the time
        slow.open.set()
        assert ask(client, "short", FLOOD).status_code == 429
        assert ask(client, "short", OTHER).status_code == 200
