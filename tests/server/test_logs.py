from __future__ import annotations

import json
import logging
import re
import time
import unicodedata
from datetime import datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial_kg.server.logs import FORMATTERS

REQUESTS = "memorial_kg.server.requests"


def record(text: str = "request", **fields: object) -> logging.LogRecord:
    made = logging.LogRecord(REQUESTS, logging.INFO, "", 0, text, (), None)
    made.fields = fields
    return made


@given(st.text(), st.text(), st.sampled_from([*FORMATTERS]))
def test_nobody_writes_a_line_or_moves_a_cursor(text: str, path: str, name: str) -> None:
    line = FORMATTERS[name]().format(record(text, path=path))
    assert len(line.splitlines()) == 1
    assert not [c for c in line if unicodedata.category(c) in ("Cc", "Zl", "Zp") or c in "\u202a\u202e\u2066\u2069"]


@given(st.text(), st.text())
def test_a_line_of_json_says_what_was_said(text: str, path: str) -> None:
    said = json.loads(FORMATTERS["json"]().format(record(text, path=path, status=200)))
    assert (said["event"], said["path"], said["status"]) == (text, path, 200)
    assert datetime.fromisoformat(said["time"]).tzinfo is not None


@pytest.mark.parametrize("path", ["/a b", "/a status=500", '/a" x="', "/ü", "/a=b"])
def test_a_field_of_text_cannot_pretend_to_be_two(path: str) -> None:
    line = FORMATTERS["text"]().format(record(path=path, status=200))
    fields = re.findall(r' (\w+)=("(?:[^"\\]|\\.)*"|\S*)', line)
    assert dict(fields)["status"] == "200"
    assert json.loads(dict(fields)["path"]) == path
    assert len(fields) == 2


def test_an_error_keeps_its_place_on_one_line() -> None:
    error = ValueError("one\ntwo")
    made = logging.LogRecord("x", logging.ERROR, "", 0, "it failed", (), (ValueError, error, None))
    for name in FORMATTERS:
        line = FORMATTERS[name]().format(made)
        assert "ValueError" in line
        assert "\n" not in line


def fields_of(caplog: pytest.LogCaptureFixture) -> dict[str, object]:
    """The fields of the request just made; its line is written when its answer has gone."""
    for _ in range(200):
        if caplog.records:
            break
        time.sleep(0.01)
    fields: dict[str, object] = caplog.records[-1].fields  # type: ignore[attr-defined]
    return fields


def test_a_request_is_written_down_without_its_query_or_its_client(
    server: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, REQUESTS)
    answer = server.get(
        "/api/by-country?country=place/turkey", headers={"user-agent": "me/1.0", "x-request-id": "a.b-1"}
    )
    said = fields_of(caplog)
    assert said.pop("ms") is not None
    assert said == {
        "id": "a.b-1", "method": "GET", "path": "/api/by-country", "status": 200, "bytes": len(answer.content),
        "lane": "pages",
    }  # fmt: skip
    assert answer.headers["x-request-id"] == "a.b-1"


@pytest.mark.parametrize("given_id", ["", "a b", "x" * 65, "é", "a;b", "<b>"])
def test_a_strange_request_id_is_replaced(
    server: httpx.Client, caplog: pytest.LogCaptureFixture, given_id: str
) -> None:
    caplog.set_level(logging.INFO, REQUESTS)
    answer = server.get("/health", headers=[(b"x-request-id", given_id.encode("latin-1"))])
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
    assert fields_of(caplog)["id"] == answer.headers["x-request-id"]


def test_a_long_path_is_cut(server: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, REQUESTS)
    server.get("/" + "a/" * 2_000)
    assert len(str(fields_of(caplog)["path"])) == 500
