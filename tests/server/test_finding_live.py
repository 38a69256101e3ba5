"""Finding things on the live server: pages without scripts, and JSON for programs."""

from __future__ import annotations

import csv
import io
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace

import httpx
import pytest
from tests.server.reconciliation.conftest import serving

from memorial_kg.server import finding
from memorial_kg.server.limits import Limits
from memorial_kg.server.settings import Settings
from memorial_kg.site.site import Site


def hits(answer: httpx.Response) -> list[str]:
    return [hit["id"] for hit in answer.json()["hits"]]


def test_a_program_searches(server: httpx.Client) -> None:
    answer = server.get("/api/search", params={"q": "usak", "kind": "memorial"})
    assert answer.headers["content-type"] == "application/json"
    assert hits(answer) == ["memorial/tr-usak"]
    (hit,) = answer.json()["hits"]
    assert hit["label"] == "Memorial in Uşak"
    assert {"text": "Uşak", "marked": True} in hit["matches"][0]["parts"]
    assert answer.json()["kinds"]["place"] == 3


def test_hits_come_in_pages(server: httpx.Client) -> None:
    every = hits(server.get("/api/search", params={"q": "khojaly", "limit": "100"}))
    some = [hits(server.get(f"/api/search?q=khojaly&limit=10&offset={offset}")) for offset in (0, 10, 20)]
    assert [name for page in some for name in page] == every


def test_a_program_browses(server: httpx.Client) -> None:
    answer = server.get("/api/browse?country=turkey&decade=2010&limit=3&order=date").json()
    assert answer["total"] == 7
    assert answer["entries"][0]["id"] == "memorial/tr-usak"
    assert answer["entries"][0]["dates"] == [["2014-02-01", "2014-02-28"], ["2016-01-01", "2016-12-31"]]
    countries = {each["value"]: each["count"] for each in answer["facets"]["country"]}
    assert countries["germany"] == 1


def test_what_fits_can_be_taken_away(server: httpx.Client) -> None:
    table = server.get("/api/browse?country=germany&format=csv")
    assert [row["id"] for row in csv.DictReader(io.StringIO(table.text))] == ["memorial/de-berlin"]
    assert server.get("/api/browse?country=germany&format=geojson").json()["features"][0]["properties"]["country"]
    assert "mkg:Memorial" in server.get("/api/browse?country=germany&format=turtle").text


def test_a_reader_without_scripts_searches_and_browses(server: httpx.Client) -> None:
    found = server.get("/search.html?q=usak").text
    assert "<mark>Uşak</mark>" in found
    chosen = server.get("/browse.html?country=germany").text
    assert "Khojaly Massacre Memorial" in chosen
    assert "api/browse?country=germany&amp;format=csv" in chosen


def test_pages_answer_in_the_language_of_their_folder(server: httpx.Client) -> None:
    page = server.get("/tr/search.html?q=usak").text
    assert '<html lang="tr"' in page
    assert 'href="../assets/site.css"' in page


def test_without_a_query_the_page_is_the_file_of_the_site(server: httpx.Client) -> None:
    assert ">first<" in server.get("/search.html").text
    assert ">first<" not in server.get("/search.html?q=x").text


def test_an_answer_is_not_sent_twice(server: httpx.Client) -> None:
    first = server.get("/api/search?q=usak")
    again = server.get("/api/search?q=usak", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert server.head("/search.html?q=usak").status_code == 200


def test_what_a_client_has_already_is_not_made_again(server: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = server.get("/api/browse?country=turkey")
    monkeypatch.setattr(finding, "_browse", None)
    again = server.get("/api/browse?country=turkey", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_who_searches_pays_for_the_time_that_it_takes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> bytes:
        time.sleep(1.1)
        return b"{}"

    monkeypatch.setattr(finding, "_browse", slow)
    with serving(replace(settings, limits=Limits(requests_per_minute=10))) as client:
        assert [client.get("/api/browse?country=turkey").status_code for _ in range(2)] == [200, 429]


def test_who_would_wait_behind_too_many_is_asked_to_come_back_later(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def held(*_: object) -> bytes:
        go_on.wait(30)
        return b"{}"

    monkeypatch.setattr(finding, "_browse", held)
    room = finding._AT_ONCE + 2
    with serving(replace(settings, limits=Limits(waiting=2))) as client, ThreadPoolExecutor(room + 1) as asking:
        try:
            asked = as_completed([asking.submit(client.get, f"/api/browse?limit={n}") for n in range(room + 1)])
            refused = next(asked).result()
        finally:
            go_on.set()
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert [each.result().status_code for each in asked] == [200] * room


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/search?q=a&limit=-1", 400),
        ("/api/search?q=a&limit=1e9", 400),
        ("/api/search?q=a&kind=colour", 400),
        ("/api/browse?format=exe", 400),
        ("/api/search", 200),
        ("/api/browse?country=atlantis", 200),
        ("/api/search?q=%00", 200),
        ("/api/search?q=%22%20OR%201%3D1%20--", 200),
        ("/api/search?q=%ff%fe", 200),
        ("/search.html?q=%ed%a0%80&kind=%00&page=999999999999", 200),
        ("/browse.html?country=%3Cscript%3Ealert(1)%3C%2Fscript%3E", 200),
        ("/browse.html?" + "country=x&" * 400, 200),
        ("/api/search?q=" + "a" * 5_000, 200),
    ],
)
def test_nothing_that_is_asked_is_an_error_of_the_server(server: httpx.Client, address: str, status: int) -> None:
    answer = server.get(address)
    assert answer.status_code == status
    assert "<script>alert" not in answer.text


def test_what_takes_too_long_is_given_up(server: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(site: Site, _: object) -> bytes:
        site.catalogue.give_up_after(0.01)
        numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        return str(site.catalogue._sql.execute(numbers).fetchone()).encode()

    replaced: Callable[..., bytes] = endless
    monkeypatch.setattr(finding, "_browse", replaced)
    answer = server.get("/api/browse?country=turkey")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    monkeypatch.undo()
    assert server.get("/api/browse?country=turkey").status_code == 200
