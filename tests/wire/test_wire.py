"""The rules of speaking HTTP that do not need a server: addresses, redirects, pauses, first words."""

from __future__ import annotations

import datetime as dt
from email.message import Message

import pytest

from memorial_kg.errors import RemoteError, UsageError
from memorial_kg.wire import (
    Call,
    Patience,
    Reply,
    asked_pause,
    check_address,
    check_time_limit,
    first_words,
    follow,
    shown,
)

HERE = "http://store.example/sparql"


def reply(status: int, **headers: str) -> Reply:
    message = Message()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return Reply(status, message, b"", shown(HERE))


@pytest.mark.parametrize(
    "url", ["", "x", "ftp://a.example/", "http://", "http://a.example:0/", "http://a.example:x/", "http://[::1", "http://a b/",
            "http://a.example/\u202e", "http://anna:secret@a.example/"]
)  # fmt: skip
def test_what_cannot_be_asked_is_no_address(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_address(url, "a service", HERE)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
def test_a_time_limit_ends(seconds: float) -> None:
    with pytest.raises(UsageError):
        check_time_limit(seconds)


@pytest.mark.parametrize(
    ("method", "status", "to", "says"),
    [
        ("GET", 302, "/other", ""),
        ("GET", 301, "http://STORE.example:80/other", ""),
        ("PUT", 307, "other", ""),
        ("PUT", 302, "/other", "does not say that it takes what is sent"),
        ("GET", 307, "https://store.example/sparql", "another host, port or scheme"),
        ("GET", 307, "http://store.example:81/sparql", "another host, port or scheme"),
        ("GET", 307, "http://anna:x@store.example/sparql", "no address of the web"),
        ("GET", 307, "http://[", "no address of the web"),
        ("GET", 307, "file:///etc/passwd", "no address of the web"),
        ("GET", 307, "/sparql", "on and on"),
    ],
)
def test_a_redirect_is_followed_within_one_origin(method: str, status: int, to: str, says: str) -> None:
    asked: list[str] = []

    def once(call: Call) -> Reply:
        asked.append(call.url)
        return reply(200) if call.url.endswith("/other") else reply(status, Location=to)

    call = Call(method, HERE, "a question")
    if not says:
        assert follow(call, once).status == 200
        assert len(asked) == 2
        return
    with pytest.raises(RemoteError, match=says):
        follow(call, once)
    assert set(asked) == {HERE}
    assert len(asked) <= 6


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("9" * 400, 999_999_999),
        ("-7", 0),
        ("٧", 0),
        ("soon", 0),
        ("Fri, 01 Jan 1999 00:00:00 GMT", 0),
        ("Fri, 31 Dec 99999999999999 23:59:59 GMT", 0),
        ("", 0),
    ],
)
def test_the_pause_that_is_asked_is_a_number_or_a_date(text: str, seconds: float) -> None:
    assert asked_pause(reply(503, Retry_After=text).headers) == seconds


def test_a_date_to_come_is_a_pause() -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    text = later.strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert 80_000 < asked_pause(reply(503, Retry_After=text).headers) <= 86_400


def patience(attempts: int, pauses: list[float]) -> Patience:
    return Patience(attempts, 1, lambda _: None, pauses.append, "come again after that")


def test_pauses_double_and_are_as_long_as_was_asked_until_the_last_attempt() -> None:
    pauses: list[float] = []
    patient = patience(4, pauses)
    for asked in (0, 0, 30):
        patient.after("it failed", passes=True, asked=asked)
    with pytest.raises(RemoteError, match=r"^it failed \(tried 4 times\)$"):
        patient.after("it failed", passes=True)
    assert pauses == [1, 2, 30]


def test_what_does_not_pass_and_what_takes_too_long_is_not_waited_for() -> None:
    pauses: list[float] = []
    with pytest.raises(RemoteError, match=r"^it refuses$"):
        patience(4, pauses).after("it refuses", passes=False)
    with pytest.raises(RemoteError, match="asks for 121 seconds: come again after that"):
        patience(4, pauses).after("it is full", passes=True, asked=121)
    assert pauses == []


def test_the_first_words_are_those_of_a_reader() -> None:
    page = b"<style>p {}</style><script>alert('x')</script><!-- no --><p>A&nbsp;&lt;b\x1b[31m\xff</p>" + b"x" * 300
    words = first_words(page)
    assert words.startswith("A <b [31m\ufffd xxx")
    assert words.endswith("x…")
    assert len(words) == 201
