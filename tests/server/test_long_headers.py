"""What is long in a request costs the one who sent it, and not the others."""

from __future__ import annotations

import tracemalloc

from starlette.requests import Request

from memorial_kg.server.files import safe_path
from memorial_kg.server.negotiation import quality, split_list
from memorial_kg.server.throttle import client_of


def request(*forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": headers, "client": ("10.0.0.1", 1)})


def test_a_long_header_is_read_as_far_as_anybody_means_it() -> None:
    long = ",".join(["a"] * 500_000)
    tracemalloc.start()
    try:
        assert len(list(split_list(long))) == 64
        assert tracemalloc.get_traced_memory()[1] < len(long) // 10
    finally:
        tracemalloc.stop()


def test_what_stands_first_in_a_header_counts_for_each_form() -> None:
    header = "text/turtle;q=0.5, text/turtle;q=0.9, */*;q=0.1"
    assert [quality(header, each) for each in ("text/turtle", "TEXT/TURTLE", "text/html")] == [0.5, 0.5, 0.1]


def test_the_proxy_has_the_last_word_on_who_asks_in_one_line_or_two() -> None:
    for given in (["1.1.1.1, 2.2.2.2"], ["1.1.1.1", "2.2.2.2"], ["1.1.1.1, 3.3.3.3", "2.2.2.2"]):
        assert client_of(request(*given), behind_proxy=True) == "2.2.2.2"
        assert client_of(request(*given)) == "10.0.0.1"


def test_a_path_that_no_file_system_takes_is_no_path_of_the_site() -> None:
    assert safe_path("/" + "a/" * 3_000) is None
    assert safe_path("/memorial/tr-usak.html") == "memorial/tr-usak.html"
