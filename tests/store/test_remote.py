from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from memorial_kg.errors import RemoteError, UsageError
from memorial_kg.store import Answer, Endpoint

JSON = "application/sparql-results+json"
ROWS = b'{"head":{"vars":["b","a"]},"results":{"bindings":[{"a":{"type":"literal","value":"x"}}]}}'

Reply = Callable[[BaseHTTPRequestHandler, bytes], None]


def reply(body: bytes, media_type: str = JSON, status: int = 200, **headers: str) -> Reply:
    def send(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


@contextmanager
def serving(answer: Reply) -> Iterator[str]:
    """A server in a thread that answers everything in one way; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, body: bytes) -> None:
            with suppress(OSError):  # whoever asked has hung up
                answer(self, body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — named so in the library
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_rows_come_back_as_terms_in_the_order_of_the_columns() -> None:
    with serving(reply(ROWS)) as url:
        assert Endpoint(url).answer("SELECT ?b ?a {}", "select") == Answer("select", ("b", "a"), ((None, '"x"'),))


def test_yes_and_no_come_back() -> None:
    with serving(reply(b'{"head":{},"boolean":false}')) as url:
        assert Endpoint(url).answer("ASK {}", "ask") == Answer("ask", boolean=False)


def test_xml_results_are_read_too() -> None:
    body = (
        b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="a"/></head><results><result>'
        b'<binding name="a"><literal xml:lang="tr">U\xc5\x9fak</literal></binding></result></results></sparql>'
    )
    with serving(reply(body, "application/sparql-results+xml")) as url:
        assert Endpoint(url).answer("SELECT ?a {}", "select").rows == (('"Uşak"@tr',),)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/turtle; charset=utf-8", b"@prefix e: <http://e.example/> . e:s e:p 1 , e:o ."),
        (
            "application/n-triples",
            (
                b'<http://e.example/s> <http://e.example/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
                b"<http://e.example/s> <http://e.example/p> <http://e.example/o> .\n"
            ),
        ),
    ],
)
def test_triples_come_back_as_lines(media_type: str, body: bytes) -> None:
    with serving(reply(body, media_type)) as url:
        assert Endpoint(url).answer("CONSTRUCT {} {}", "construct").triples == (
            '<http://e.example/s> <http://e.example/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
            "<http://e.example/s> <http://e.example/p> <http://e.example/o> .",
        )


def test_short_queries_are_got_and_long_ones_posted() -> None:
    seen: list[tuple[str, str, str, int]] = []

    def note(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        seen.append((handler.command, handler.headers["Accept"], handler.headers["User-Agent"], len(body)))
        reply(ROWS)(handler, body)

    with serving(note) as url:
        Endpoint(url).answer("SELECT ?a {}", "select")
        Endpoint(url).answer(f"SELECT ?a {{ # {'ş' * 2000}\n}}", "select")
        Endpoint(f"{url}?default-graph=a").answer("SELECT ?a {}", "select")
    assert [command for command, *_ in seen] == ["GET", "POST", "POST"]
    assert seen[0][1].startswith(JSON)
    assert seen[0][2].startswith("memorial-kg")
    assert seen[1][3] > 2000


def refusal(answer: Reply, timeout: float = 5, query: str = "SELECT ?a {}") -> str:
    with serving(answer) as url, pytest.raises(RemoteError) as caught:
        Endpoint(url, timeout).answer(query, "select")
    return str(caught.value)


def test_a_page_for_people_is_no_answer() -> None:
    page = b"<html><style>p { color: red }</style><title>Welcome</title><p>Please &amp; thank you</p></html>"
    says = refusal(reply(page, "text/html; charset=utf-8"))
    assert (
        'answered 200 with text/html instead of application/sparql-results+json: "Welcome Please & thank you"' in says
    )
    assert "is it the address of a SPARQL endpoint?" in says


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "it does not accept the query"),
        (401, "it wants to know who is asking"),
        (403, "it refuses to answer"),
        (404, "there is nothing at this address"),
        (414, "the query is too long for it"),
        (429, "try again later"),
        (500, "it failed over the query"),
        (503, "overloaded"),
        (418, "no answer to the query"),
    ],
)
def test_each_status_is_said_in_words_with_the_first_words_of_the_server(status: int, words: str) -> None:
    says = refusal(reply(b"Parse error: line 1", "text/plain", status))
    assert f"answered {status}: " in says
    assert words in says
    assert "Parse error: line 1" in says


def test_only_the_first_words_of_a_long_error_are_kept() -> None:
    assert len(refusal(reply(b"again and " * 10_000, "text/plain", 500))) < 400


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"head":{"vars":["a"]}}', ROWS[:60], ROWS[:-1], ROWS + b"<b>Warning</b>", b"[]", b"\xff"],
)
def test_torn_results_are_an_error(body: bytes) -> None:
    assert "not readable as application/sparql-results+json" in refusal(reply(body))


def test_an_answer_to_another_question_is_an_error() -> None:
    assert "answered as if it had been asked for ASK: SELECT was" in refusal(reply(b'{"head":{},"boolean":true}'))


def test_a_torn_greeting_is_quoted_on_one_line() -> None:
    def send(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.wfile.write(b"HTTP/1.1 \x1b[31mXX\r\n\r\n")

    message = refusal(send)
    assert "BadStatusLine" in message
    assert message.isprintable()


def test_entities_of_xml_are_not_unfolded() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><r/>'
    with serving(reply(bomb, "application/rdf+xml")) as url, pytest.raises(RemoteError, match="declares entities"):
        Endpoint(url).answer("CONSTRUCT WHERE { ?s ?p ?o }", "construct")


def test_the_first_words_of_a_long_page_are_found_at_once() -> None:
    started = time.monotonic()
    for part in (b"<", b"<!--", b"<script>", b"<a "):
        assert "instead of" in refusal(reply(part * 100_000, "text/html"))
    assert time.monotonic() - started < 5


def test_a_server_that_hangs_is_left_after_the_time_limit() -> None:
    over = threading.Event()
    started = time.monotonic()

    def hang(*_: object) -> None:
        over.wait(20)

    with serving(hang) as url:
        try:
            with pytest.raises(RemoteError, match="did not answer within 1 seconds; allow more time"):
                Endpoint(url, timeout=1).answer("SELECT ?a {}", "select")
            assert time.monotonic() - started < 5
        finally:
            over.set()


def test_a_server_that_drips_is_left_after_the_time_limit() -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.end_headers()
        while not over.wait(0.1):
            handler.wfile.write(b" ")

    started = time.monotonic()
    with serving(drip) as url:
        try:
            with pytest.raises(RemoteError, match="did not answer within 1 seconds"):
                Endpoint(url, timeout=1).answer("SELECT ?a {}", "select")
            assert time.monotonic() - started < 5
        finally:
            over.set()


def test_a_server_that_hangs_up_is_said_in_words() -> None:
    assert "broke off without an answer" in refusal(lambda handler, _: handler.connection.close())


def test_half_an_answer_is_an_error() -> None:
    def half(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(ROWS[:20])

    says = refusal(half)
    assert "broke off without an answer" in says or "not readable" in says


def test_a_port_where_nobody_listens_is_said_in_words() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(RemoteError, match="nobody listens at this address"):
        Endpoint(f"http://127.0.0.1:{port}/sparql").answer("ASK {}", "ask")


def test_a_host_that_does_not_exist_is_said_in_words() -> None:
    with pytest.raises(RemoteError, match=r"no host of this name|broke off|within"):
        Endpoint("http://nobody.invalid/sparql", timeout=5).answer("ASK {}", "ask")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1:1/results", "data:text/plain,secret"])
def test_a_server_cannot_send_us_to_anything_but_the_web(target: str) -> None:
    says = refusal(reply(b"", status=302, Location=target))
    assert "root:" not in says
    assert "secret" not in says.replace("data:text/plain,secret", "")


def test_a_redirect_within_the_web_is_followed() -> None:
    with serving(reply(ROWS)) as there, serving(reply(b"", status=302, Location=there)) as here:
        assert Endpoint(here).answer("SELECT ?b ?a {}", "select").columns == ("b", "a")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.example/", "a.example/sparql", "", "http://", "http:///sparql", "http://a b/",
     "http://a.example:port/", "http://[::1/", "javascript:alert(1)", "http://a.example/\nX: y"],
)  # fmt: skip
def test_only_addresses_of_the_web_are_endpoints(url: str) -> None:
    with pytest.raises(UsageError, match="http or https address"):
        Endpoint(url)


def test_secrets_of_an_address_stay_out_of_messages() -> None:
    with pytest.raises(UsageError) as caught:
        Endpoint("https://anna:s3cret@a.example/sparql")
    assert "s3cret" not in str(caught.value)
    with serving(reply(b"no", "text/plain", 500)) as url, pytest.raises(RemoteError) as failed:
        Endpoint(f"{url}?apikey=s3cret").answer("ASK {}", "ask")
    assert "s3cret" not in str(failed.value)


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan")])
def test_there_is_always_a_time_limit(timeout: float) -> None:
    with pytest.raises(UsageError, match="time limit"):
        Endpoint("http://a.example/", timeout)


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memorial_kg.store.remote._LARGEST", 1 << 20)
    assert "answers with more than 1 MiB" in refusal(reply(b" " * (3 << 20)))
