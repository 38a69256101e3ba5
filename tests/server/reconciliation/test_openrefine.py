"""OpenRefine itself reconciles a table with the service, and fetches columns; only where Debian's `openrefine` is.

The variable OPENREFINE names its folder where it is not installed in the usual one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

FOLDER = Path(os.environ.get("OPENREFINE", "/usr/share/openrefine"))
pytestmark = pytest.mark.skipif(
    not (FOLDER / "server").is_dir() or shutil.which("java") is None, reason="OpenRefine is not installed here"
)
TABLE = """name,country,opened
Memorial in Usak,Turkey,2016
Memorial in Saraievo,Bosnia and Herzegovina,2012-02-24
Khojaly massacre memorial,Germany,2011
Khojaly massacre memorial,,
Memorial in Ankara,Turkey,
"=x""; <b>",,
"""
ENGINE = json.dumps({"facets": [], "mode": "row-based"})


class Refine:
    """One project of a running OpenRefine."""

    def __init__(self, address: str, service: str) -> None:
        self._http = httpx.Client(base_url=address, timeout=60)
        self._service = service
        self._said = httpx.get(service).json()
        self._project = ""

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def ready(self) -> bool:
        """Tell whether it answers."""
        try:
            return self._http.get("/command/core/get-version").status_code == 200
        except httpx.TransportError:
            return False

    def load(self, table: str) -> None:
        """Make a project of a table."""
        options = {"separator": ",", "headerLines": 1, "guessCellValueTypes": False}
        made = self._http.post(
            "/command/core/create-project-from-upload",
            params={"csrf_token": self._token()},
            files={"project-file": ("table.csv", table, "text/csv")},
            data={"project-name": "t", "format": "text/line-based/*sv", "options": json.dumps(options)},
        )
        found = re.search(r"project=(\d+)", made.headers["location"])
        assert found
        self._project = found[1]

    def reconcile(self, column: str, type_: str, properties: dict[str, str]) -> None:
        """Reconcile a column, as its dialogue would: `properties` are ids by the column that has their values."""
        details = [{"column": each, "propertyName": id_, "propertyID": id_} for each, id_ in properties.items()]
        config = {
            "mode": "standard-service",
            **self._spaces(),
            "service": self._service,
            "type": {"id": type_, "name": type_},
            "autoMatch": True,
            "limit": 0,
            "columnDetails": details,
        }
        self._run("reconcile", {"columnName": column, "config": json.dumps(config)})

    def extend(self, column: str, *properties: dict[str, object]) -> None:
        """Add columns from the values of properties."""
        extension = json.dumps({"properties": [*properties]})
        given = {"baseColumnName": column, "endpoint": self._service, "columnInsertIndex": 1, "extension": extension}
        self._run("extend-data", {**given, **self._spaces()})

    def matched(self, column: int) -> list[str]:
        """What each cell of a column was matched with."""
        params = {"project": self._project, "start": "0", "limit": "20"}
        data = self._http.get("/command/core/get-rows", params=params).json()
        cells = [row["cells"][column] for row in data["rows"]]
        recons = [data["pool"]["recons"].get(str(cell.get("r")), {}) if cell else {} for cell in cells]
        return [each["m"]["id"] if each.get("j") == "matched" else "" for each in recons]

    def csv(self) -> list[str]:
        """The table as it is now."""
        given = {"project": self._project, "format": "csv", "engine": ENGINE}
        return self._http.post("/command/core/export-rows/table.csv", data=given).text.splitlines()

    def _spaces(self) -> dict[str, str]:
        return {each: self._said[each] for each in ("identifierSpace", "schemaSpace")}

    def _token(self) -> str:
        return str(self._http.get("/command/core/get-csrf-token").json()["token"])

    def _run(self, command: str, given: dict[str, Any]) -> None:
        data = {**given, "project": self._project, "engine": ENGINE, "csrf_token": self._token()}
        answer = self._http.post(f"/command/core/{command}", data=data).json()
        assert answer["code"] in ("ok", "pending"), answer
        for _ in range(300):
            if not self._http.get("/command/core/get-processes", params={"project": self._project}).json()["processes"]:
                return
            time.sleep(0.1)
        raise AssertionError(f"OpenRefine did not finish to {command}")


@pytest.fixture(scope="module")
def refine(client: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refine]:
    """An OpenRefine of our own, which knows the service."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = {
        "refine.data_dir": tmp_path_factory.mktemp("refine"),
        "refine.webapp": "webapp",
        "refine.host": "127.0.0.1",
        "refine.port": port,
        "refine.headless": "true",
        "java.awt.headless": "true",
    }
    options = [f"-D{name}={value}" for name, value in told.items()]
    java = shutil.which("java") or "java"
    command = [java, "-Xmx512M", "-cp", "server/*", *options, "com.google.refine.Refine"]
    with subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            found = Refine(f"http://127.0.0.1:{port}", f"{str(client.base_url).rstrip('/')}/reconcile")
            end = time.monotonic() + 90
            while not found.ready():
                assert running.poll() is None, "OpenRefine ended"
                assert time.monotonic() < end, "OpenRefine did not start"
                time.sleep(0.2)
            yield found
            found.close()
        finally:
            running.kill()


def test_openrefine_matches_a_table_and_fetches_columns(refine: Refine) -> None:
    refine.load(TABLE)
    refine.reconcile("country", "Place", {})
    assert refine.matched(1) == [
        "place/turkey",
        "place/bosnia-and-herzegovina",
        "place/germany",
        "",
        "place/turkey",
        "",
    ]
    refine.reconcile("name", "Memorial", {"country": "country", "opened": "inauguration.date"})
    assert refine.matched(0) == ["memorial/tr-usak", "memorial/ba-sarajevo", "memorial/de-berlin", "", "", ""]
    refine.extend("name", {"id": "inauguration.date", "name": "date"}, {"id": "place", "name": "place"})
    assert refine.csv()[:4] == [
        "name,opened: date,place,country,opened",
        "Memorial in Uşak,2014-02,Karaağaç,Turkey,2016",
        ",2016,,,",  # the two sources differ: both are given
        "Memorial in Sarajevo,2012-02-24T00:00:00Z,Friendship park,Bosnia and Herzegovina,2012-02-24",
    ]
