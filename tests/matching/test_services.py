"""The client of reconciliation services: against the house's own server, and against one that means no good."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from tests.conftest import DATA
from tests.server.reconciliation.conftest import serving

from memorial_kg.errors import RemoteError, UsageError
from memorial_kg.matching.services import Lookup, Reconciled, Service, look_up, write_lookups
from memorial_kg.matching.services.service import LARGEST
from memorial_kg.server.limits import Limits
from memorial_kg.server.settings import Settings
from memorial_kg.workspace import Workspace, read_workspace

MANIFEST = {"versions": ["0.2"], "name": "Invented", "identifierSpace": "https://ids.example/", "schemaSpace": "x:"}


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return read_workspace(DATA)


# -- the house's own server --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = tmp_path_factory.mktemp("served")
    (site / "index.html").write_text("<!doctype html><title>home</title>", encoding="utf-8")
    settings = Settings(graph=built, site=site, limits=Limits(requests_per_minute=1_000_000))
    with serving(settings) as client:
        yield f"{client.base_url}/reconcile".replace("//reconcile", "/reconcile")


def test_the_house_finds_its_own_people_again(own: str, workspace: Workspace) -> None:
    found = look_up(workspace, Service(own), Lookup("person"))
    assert found.problems == []
    assert found.name == workspace.dataset.title["en"]
    first = {question.thing: answers[0] for question, answers in found.proposals}
    assert len(first) == found.asked > 15
    wrong = {thing: answer.id for thing, answer in first.items() if answer.id != thing and answer.match}
    assert wrong == {}
    assert first["person/natiq-aliyev"].iri == "https://w3id.org/memorial-kg/person/natiq-aliyev"
    assert first["person/natiq-aliyev"].match


def test_the_place_and_the_date_of_a_memorial_are_sent_with_its_name(own: str, workspace: Workspace) -> None:
    found = look_up(workspace, Service(own), Lookup("memorial"))
    asked = next(question.asked for question, _ in found.proposals if question.thing == "memorial/nl-the-hague")
    assert asked is not None
    sent = {each["pid"]: each["v"] for each in asked["properties"]}
    assert sent["inauguration.date"] == ["2008-02-24"]
    assert sent["country"] == ["Netherlands", "Kingdom of Netherlands"]
    first = {question.thing: answers[0].id for question, answers in found.proposals}
    assert first["memorial/nl-the-hague"] == "memorial/nl-the-hague"
    assert found.nameless > 0


def test_properties_go_under_the_ids_that_are_named(own: str, workspace: Workspace) -> None:
    found = look_up(workspace, Service(own), Lookup("memorial", properties={"place": "place"}))
    asked = [question.asked for question, _ in found.proposals]
    assert {each["pid"] for one in asked if one for each in one.get("properties", ())} == {"place"}
    with pytest.raises(UsageError, match="did you mean 'country'"):
        look_up(workspace, Service(own), Lookup("memorial", properties={"P17": "contry"}))


# -- a server that means no good ---------------------------------------------------------------------------------------

Answer = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


class Fake:
    """A service whose answers a test decides; it remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.manifest: Answer = lambda handler, _: send(handler, MANIFEST)
        self.answer: Answer = candidates
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake.paths.append(self.path)
                fake.manifest(self, {})

            def do_POST(self) -> None:
                fake.paths.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                queries = json.loads(parse_qs(body)["queries"][0])
                fake.asked.append(queries)
                fake.answer(self, queries)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/api"


def send(
    handler: BaseHTTPRequestHandler, body: object, status: int = 200, kind: str = "application/json", **headers: str
) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    with contextlib.suppress(OSError):
        handler.wfile.write(data)


def candidate(name: str, **other: object) -> dict[str, object]:
    return {"id": "Q1", "name": name, "score": 90, "match": True, "description": "a person"} | other


def candidates(handler: BaseHTTPRequestHandler, queries: dict[str, Any]) -> None:
    send(handler, {name: {"result": [candidate(query["query"])]} for name, query in queries.items()})


@pytest.fixture
def fake() -> Iterator[Fake]:
    made = Fake()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def asked(fake: Fake, workspace: Workspace, attempts: int = 1, timeout: float = 5, **other: Any) -> Reconciled:  # noqa: ANN401 - the fields of Service
    service = Service(fake.url, timeout, attempts, first_pause=0.01, **other)
    return look_up(workspace, service, Lookup("person", ("Q5",)))


def test_things_are_asked_in_batches_with_their_type(fake: Fake, workspace: Workspace) -> None:
    fake.manifest = lambda handler, _: send(handler, MANIFEST | {"batchSize": 7})
    found = asked(fake, workspace)
    assert {len(batch) for batch in fake.asked[:-1]} == {7}
    assert {query["type"] for batch in fake.asked for query in batch.values()} == {"Q5"}
    text = write_lookups(found)
    assert "iri: https://ids.example/Q1" in text
    assert "description: a person" in text


def test_what_has_an_id_there_already_is_not_asked(fake: Fake, workspace: Workspace) -> None:
    fake.manifest = lambda handler, _: send(handler, MANIFEST | {"identifierSpace": "http://www.wikidata.org/entity/"})
    found = look_up(workspace, Service(fake.url, first_pause=0.01), Lookup("place"))
    assert found.known > 10
    assert "place/tr-izmit" not in {question.thing for question, _ in found.proposals}


def test_a_service_of_wikidata_gets_the_properties_of_wikidata(fake: Fake, workspace: Workspace) -> None:
    spaces = {
        "identifierSpace": "http://www.wikidata.org/entity/",
        "schemaSpace": "http://www.wikidata.org/prop/direct/",
    }
    fake.manifest = lambda handler, _: send(handler, MANIFEST | spaces)
    look_up(workspace, Service(fake.url), Lookup("memorial"))
    ids = {each["pid"] for batch in fake.asked for query in batch.values() for each in query.get("properties", ())}
    assert {"P17", "P276"} & ids
    assert all(each.startswith("P") for each in ids)


def html(handler: BaseHTTPRequestHandler, _: object) -> None:
    send(handler, b"<html>Sorry</html>", kind="text/html")


def slow(handler: BaseHTTPRequestHandler, _: object) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        pytest.param(html, "answered with text/html instead of application/json", id="a page"),
        pytest.param(lambda h, _: send(h, b"{"), "cannot be read as JSON", id="broken JSON"),
        pytest.param(lambda h, _: send(h, b"[" * 100_000), "cannot be read as JSON", id="deep JSON"),
        pytest.param(lambda h, _: send(h, [1]), "no object with a result", id="a list"),
        pytest.param(lambda h, _: send(h, b"1" * (LARGEST + 1)), "more than 4 MiB", id="huge"),
        pytest.param(lambda h, _: send(h, {}, 500), "answered 500 (tried 2 times)", id="it fails"),
        pytest.param(lambda h, _: send(h, {}, 403), "answered 403: it refuses to answer", id="it refuses"),
        pytest.param(lambda h, _: send(h, {}, 503, Retry_After="9999"), "asks for 9999 seconds", id="a long pause"),
        pytest.param(slow, "did not answer within 0.4 seconds", id="drop by drop"),
        pytest.param(lambda h, _: send(h, {}, 307, Location="http://localhost:1/"), "another host", id="elsewhere"),
        pytest.param(
            lambda h, _: send(h, {}, 307, Location="file:///etc/passwd"), "no address of the web", id="a file"
        ),
        pytest.param(
            lambda h, _: send(h, {}, 302, Location="/other"), "does not say that it takes what", id="without a body"
        ),
        pytest.param(lambda h, _: send(h, {}, 307, Location="/api"), "on and on", id="in a circle"),
    ],
)
def test_what_is_no_answer_is_said_in_a_sentence(fake: Fake, workspace: Workspace, answer: Answer, says: str) -> None:
    fake.answer = answer
    with pytest.raises(RemoteError) as caught:
        asked(fake, workspace, attempts=2, timeout=0.4 if answer is slow else 5)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "manifest",
    [
        {},
        [],
        {"name": "x"},
        MANIFEST | {"versions": ["9"]},
        MANIFEST | {"versions": 7},
        MANIFEST | {"identifierSpace": 3},
    ],
    ids=["empty", "a list", "another API", "a later version", "no versions", "a number"],
)
def test_what_does_not_describe_itself_is_not_asked(fake: Fake, workspace: Workspace, manifest: object) -> None:
    fake.manifest = lambda handler, _: send(handler, manifest)
    with pytest.raises(RemoteError):
        asked(fake, workspace)
    assert fake.asked == []


@pytest.mark.parametrize("batch", [0, -1, True, "7", 1e9, None, 10**9])
def test_a_senseless_size_of_batches_is_not_followed(fake: Fake, workspace: Workspace, batch: object) -> None:
    fake.manifest = lambda handler, _: send(handler, MANIFEST | {"batchSize": batch})
    assert asked(fake, workspace).proposals
    assert max(map(len, fake.asked)) <= 50


@pytest.mark.parametrize(
    "bad",
    [
        "text",
        {"id": 7, "score": 1},
        {"id": "", "score": 1},
        {"id": "Q1", "score": "NaN"},
        {"id": "Q1", "score": True},
        {"id": "Q 1>", "score": 1},
        {"id": "Q\n1", "score": 1},
        {"id": "x" * 10_000, "score": 1},
        {"id": "Q1", "score": 10**400},
        {"id": "javascript://x\u202e", "score": 1},
    ],
)
def test_a_bad_candidate_costs_no_good_one(fake: Fake, workspace: Workspace, bad: object) -> None:
    fake.answer = lambda handler, queries: send(
        handler, {name: {"result": [bad, candidate("good")]} for name in queries}
    )
    found = asked(fake, workspace)
    assert {tuple(each.name for each in answers) for _, answers in found.proposals} == {("good",)}
    assert len(found.problems) == found.asked
    assert "a candidate was left out" in found.problems[0].what


def test_texts_of_a_service_cannot_act_on_a_terminal_or_a_file(fake: Fake, workspace: Workspace) -> None:
    hostile = "x\x1b[31m\u0000"
    fake.answer = lambda handler, queries: send(
        handler, {name: {"result": [candidate(hostile, description="- {id: a}\n- b", match="yes")]} for name in queries}
    )
    found = asked(fake, workspace)
    _, answers = found.proposals[0]
    assert (answers[0].name, answers[0].match) == ("", False)
    assert "\x1b" not in write_lookups(found)


def test_a_question_without_an_answer_is_a_problem(fake: Fake, workspace: Workspace) -> None:
    fake.answer = lambda handler, _: send(handler, {"q0": {"result": []}, "q1": {"result": 7}})
    found = asked(fake, workspace)
    assert found.proposals == []
    assert {each.what for each in found.problems} == {"the service gave no list of candidates for it"}


def test_a_failure_that_passes_is_tried_again_after_the_pause_that_is_asked(fake: Fake, workspace: Workspace) -> None:
    pauses: list[float] = []
    told: list[str] = []

    def once(handler: BaseHTTPRequestHandler, queries: dict[str, Any]) -> None:
        send(handler, {}, 429, Retry_After="3") if len(fake.asked) == 1 else candidates(handler, queries)

    fake.answer = once
    assert asked(fake, workspace, attempts=2, sleep=pauses.append, tell=told.append).proposals
    assert pauses == [3]
    assert told[0].endswith("answered 429: it asks for a pause between questions; again in 3 s")


def test_a_redirect_within_the_host_is_followed(fake: Fake, workspace: Workspace) -> None:
    def moved(handler: BaseHTTPRequestHandler, queries: dict[str, Any]) -> None:
        send(handler, {}, 308, Location="/moved") if handler.path == "/api" else candidates(handler, queries)

    fake.answer = moved
    assert asked(fake, workspace).proposals
    assert "/moved" in fake.paths


def test_a_run_that_broke_off_goes_on_with_what_was_answered(fake: Fake, workspace: Workspace, tmp_path: Path) -> None:
    cache = tmp_path / "answers.jsonl"

    def breaking(handler: BaseHTTPRequestHandler, queries: dict[str, Any]) -> None:
        send(handler, {}, 500) if len(fake.asked) == 3 else candidates(handler, queries)

    fake.manifest = lambda handler, _: send(handler, MANIFEST | {"batchSize": 5})
    fake.answer = breaking
    with pytest.raises(RemoteError, match="what was answered is kept"):
        asked(fake, workspace, cache=cache)
    with cache.open("ab") as stream:
        stream.write(b'["http://other.example/", "{}", {"result": []}]\n{"torn')
    before = len(fake.asked)
    found = asked(fake, workspace, cache=cache)
    assert found.kept == 10
    assert sum(map(len, fake.asked[before:])) == found.asked - 10
    assert [each.line for each in found.problems] == [12]
    assert asked(fake, workspace, cache=cache).kept == found.asked


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x.example/", "http://user:secret@x.example/", "x"])
def test_only_an_address_of_the_web_is_a_service(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Service(url)
    assert "secret" not in str(caught.value)


def test_nobody_at_home_is_said_at_once(workspace: Workspace) -> None:
    with pytest.raises(RemoteError, match="takes no connection"):
        look_up(workspace, Service("http://127.0.0.1:1/", attempts=1), Lookup())
