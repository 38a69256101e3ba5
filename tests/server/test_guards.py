from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send
from tests.server.conftest import running

from memorial_kg.errors import InputError, InternalError, MemorialKGError, RemoteError, UsageError
from memorial_kg.server.guards import Guards, Root
from memorial_kg.server.limits import Limits
from memorial_kg.server.problems import refusal_of
from memorial_kg.server.settings import Settings


def scope_of(**more: object) -> Scope:
    return {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": [], **more}


def ask(
    app: Callable[[Scope, Receive, Send], object], scope: Scope, *parts: bytes, delay: float = 0.0
) -> list[Message]:
    """What an app answers to a request whose body comes in these parts."""
    sent: list[Message] = []
    left = [*parts]

    async def receive() -> Message:
        await asyncio.sleep(delay)
        part = left.pop(0) if left else b""
        return {"type": "http.request", "body": part, "more_body": bool(left)}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return sent


async def reader(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the whole body, and answers with how long it was."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


def status(messages: list[Message]) -> int:
    found: int = messages[0]["status"]
    return found


def test_a_body_within_its_bounds_arrives() -> None:
    answer = ask(Guards(reader, limits=Limits(body_bytes=10)), scope_of(), b"12345", b"67890")
    assert answer[1]["body"] == b"10"


@pytest.mark.parametrize("parts", [(b"x" * 11,), (b"12345", b"67890", b"1"), (b"12345",) * 1_000])
def test_a_body_that_is_too_large_is_cut_off(parts: tuple[bytes, ...]) -> None:
    assert status(ask(Guards(reader, limits=Limits(body_bytes=10)), scope_of(), *parts)) == 413


def test_a_body_that_says_that_it_is_too_large_is_not_read() -> None:
    for length in (b"11", b"9" * 50):
        scope = scope_of(headers=[(b"content-length", length)])
        assert status(ask(Guards(reader, limits=Limits(body_bytes=10)), scope)) == 413


def test_writes_have_a_bound_of_their_own() -> None:
    guards = Guards(reader, limits=Limits(body_bytes=10, upload_bytes=20), uploads=["graph-store"])
    assert status(ask(guards, scope_of(path="/graph-store"), b"x" * 15)) == 200
    assert status(ask(guards, scope_of(path="/x/graph-store", root_path="/x"), b"x" * 15)) == 200
    assert status(ask(guards, scope_of(path="/graph-store"), b"x" * 21)) == 413
    assert status(ask(guards, scope_of(path="/graph-storey"), b"x" * 15)) == 413


def test_a_body_that_trickles_is_given_up() -> None:
    limits = Limits(body_seconds=0.05)
    assert status(ask(Guards(reader, limits=limits), scope_of(), *[b"x"] * 100, delay=0.01)) == 408


def test_an_address_or_headers_that_are_too_long_are_refused() -> None:
    guards = Guards(reader, limits=Limits(url_bytes=10, header_bytes=10))
    assert status(ask(guards, scope_of(path="/" * 6, query_string=b"12345"))) == 414
    assert status(ask(guards, scope_of(headers=[(b"a", b"1" * 10)]))) == 431
    assert status(ask(guards, scope_of())) == 200


def test_a_bug_is_an_answer_that_says_nothing_of_our_insides(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("the secret of the house")

    answer = ask(Guards(broken, limits=Limits()), scope_of())
    assert status(answer) == 500
    assert b"secret" not in answer[1]["body"]
    assert "the secret of the house" in caplog.text


def test_half_an_answer_is_never_ended_as_if_it_were_whole() -> None:
    async def breaking(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        ask(Guards(breaking, limits=Limits()), scope_of())


@pytest.mark.parametrize(("error", "wanted"), [(UsageError("a"), 400), (InputError("a"), 400), (RemoteError("a"), 502)])
def test_each_error_of_the_library_has_its_status(error: MemorialKGError, wanted: int) -> None:
    assert (refusal_of(error).status, refusal_of(error).detail) == (wanted, "a")


def test_a_broken_promise_of_ours_is_not_the_fault_of_the_client() -> None:
    with pytest.raises(InternalError):
        refusal_of(InternalError("a"))


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/x/memorial/a", "/x/memorial/a"),  # the proxy passes its prefix on
        ("/memorial/a", "/x/memorial/a"),  # the proxy cuts it off
        ("/xy", "/x/xy"),
        ("/", "/x/"),
    ],
)
def test_a_root_path_is_known_whatever_the_proxy_does_with_it(path: str, seen: str) -> None:
    found: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found.append(scope)

    ask(Root(app, path="/x"), scope_of(path=path))
    assert (found[0]["path"], found[0]["root_path"]) == (seen, "/x")


# -- behind a proxy ----------------------------------------------------------------------------------------------------


def test_everything_works_below_a_path(built: Path, small_site: Path) -> None:
    limits = Limits(public_workers=1, page_workers=1)
    with running(Settings(graph=built, site=small_site, root_path="/our/memorials", limits=limits)) as server:
        for prefix in ("", "/our/memorials"):
            assert server.get(f"{prefix}/").status_code == 200
            answer = server.get(f"{prefix}/memorial/tr-usak", headers={"accept": "text/turtle"})
            assert answer.headers["location"] == "tr-usak.ttl"
            assert server.get(f"{prefix}/api/by-country").status_code == 200
        assert server.get("/our/memorials").headers["location"] == "memorials/"
        assert server.get("/openapi.json").json()["servers"] == [{"url": "/our/memorials"}]
        links = server.get("/features/collections/memorials/items?limit=1").json()["links"]
        following = next(link["href"] for link in links if link["rel"] == "next")
        assert following.startswith("/our/memorials/features/")
        assert server.get(following).status_code == 200
        missing = server.get("/our/memorials/a/b", headers={"accept": "text/html"})
        assert 'href="../assets/site.css"' in missing.text


# -- connections -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hurried(built: Path, small_site: Path) -> object:
    """A server that waits for nobody."""
    limits = Limits(public_workers=1, page_workers=1, idle_seconds=1, url_bytes=500, header_bytes=1_000)
    with running(Settings(graph=built, site=small_site, limits=limits)) as client:
        yield client


def connected(server: httpx.Client) -> socket.socket:
    return socket.create_connection((server.base_url.host, server.base_url.port or 80), timeout=20)


def ended(connection: socket.socket) -> bytes:
    """What comes until the server ends the connection."""
    seen = b""
    try:
        while piece := connection.recv(65_536):
            seen += piece
    except ConnectionResetError:
        pass
    return seen


def test_a_request_that_never_ends_is_given_up(hurried: httpx.Client) -> None:
    with connected(hurried) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        for _ in range(100):
            try:
                connection.sendall(b"X-More: 1\r\n")
            except OSError:
                break
            time.sleep(0.05)
        assert ended(connection) == b""
    assert hurried.get("/health").status_code == 200


def test_silence_is_given_up(hurried: httpx.Client) -> None:
    with connected(hurried) as connection:
        assert ended(connection) == b""
    with connected(hurried) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert ended(connection).startswith(b"HTTP/1.1 200")


def test_a_reader_that_does_not_read_is_given_up(hurried: httpx.Client) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(20)
        connection.connect((hurried.base_url.host, hurried.base_url.port or 80))
        connection.sendall(b"GET /dataset.jsonld HTTP/1.1\r\nHost: x\r\n\r\n" * 3)
        connection.sendall(b"GET /assets/large.bin HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
        time.sleep(2.5)
        assert len(ended(connection)) < 20 * 256 * 8_000
    assert hurried.get("/health").status_code == 200


def test_a_slow_reader_that_reads_gets_everything(hurried: httpx.Client) -> None:
    with connected(hurried) as connection:
        connection.sendall(b"GET /assets/large.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        seen = 0
        while piece := connection.recv(400_000):
            seen += len(piece)
            time.sleep(0.1)
    assert seen > 256 * 8_000


def test_long_heads_are_refused(hurried: httpx.Client) -> None:
    assert hurried.get("/" + "a" * 600).status_code == 414
    assert hurried.get("/", headers={"x": "a" * 1_200}).status_code == 431
    with connected(hurried) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000)
        assert ended(connection)[:12] in (b"", b"HTTP/1.1 400")
    assert hurried.get("/health").status_code == 200
