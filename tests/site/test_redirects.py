"""The IRIs of things dereference on static hosts: the rules for nginx and Apache, on the real servers."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial_kg.export import FORMATS
from memorial_kg.pipeline import build
from memorial_kg.resources import folder
from memorial_kg.site import Settings, publish
from memorial_kg.site.files.redirects import rules

_BELOW = "/below/a path"
_BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
_RDFLIB = "text/turtle, application/n-triples;q=0.9, application/ld+json;q=0.7, */*;q=0.1"
_DEADLINE = 20  # seconds for a server to come up
# What is asked for, by whom, and what it is sent on to.
_MEMORIAL = "memorial/mill-bridge"
_CHOICES = [
    (_MEMORIAL, _BROWSER, ".html"),
    (_MEMORIAL, "", ".html"),
    (_MEMORIAL, "*/*", ".html"),
    (_MEMORIAL, _RDFLIB, ".ttl"),
    (_MEMORIAL, "text/turtle", ".ttl"),
    (_MEMORIAL, "TEXT/TURTLE", ".ttl"),
    (_MEMORIAL, "application/ld+json", ".jsonld"),
    (_MEMORIAL, 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', ".jsonld"),
    (_MEMORIAL, "application/n-triples", ".nt"),
    (_MEMORIAL, "application/n-quads", ".nq"),
    (_MEMORIAL, "application/trig", ".trig"),
    (_MEMORIAL, "application/rdf+xml", ".rdf"),
    (_MEMORIAL, "application/geo+json", ".geojson"),
    (_MEMORIAL, "text/csv;q=1.0", ".csv"),
    (_MEMORIAL, "text/html;q=0.5, text/turtle", ".ttl"),
    (_MEMORIAL, "text/html, text/turtle", ".html"),
    (_MEMORIAL, "application/ld+json;q=0.9, text/turtle;q=0.5", ".jsonld"),
    (_MEMORIAL, "text/turtle;q=0, application/ld+json;q=0.5", ".html"),
    (_MEMORIAL, "image/png", ".html"),
    ("place/sampletown", "text/turtle", ".ttl"),
    ("place/sampletown", "text/csv", ".html"),
    ("source/register", "application/ld+json", ".jsonld"),
    ("record/register/mill-bridge", "application/n-triples", ".nt"),
    ("decision/mill-bridge", _BROWSER, ".html"),
    ("dataset", "application/trig", ".trig"),
    ("dataset", _BROWSER, ".html"),
    ("ontology", "text/turtle", ".ttl"),
    ("ontology", _BROWSER, ".html"),
    ("shapes", "text/turtle", ".ttl"),
    ("shapes", "application/ld+json", ".jsonld"),
    ("shapes", "application/n-triples", ".nt"),
    ("shapes", _RDFLIB, ".ttl"),
]
_SUFFIXES = tuple(each.suffix for each in FORMATS.values())
_TYPES = {
    ".html": "text/html",
    "context.jsonld": "application/ld+json",
    ".well-known/void": "text/turtle",
    "record.schema.json": "application/json",
    "assets/site.css": "text/css",
    "assets/base.js": "text/javascript",
    "_headers": "text/plain",
} | {each.suffix: each.media_types[0] for each in FORMATS.values()}


@pytest.fixture(scope="module")
def hosted() -> Iterator[Path]:
    """The root of a host, with the site of the example workspace below a path.

    Servers that are started by root work as somebody else, who cannot look into the folders that pytest makes.
    """
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        root, built = Path(place) / "www", Path(place) / "graph"
        build(folder("workspace"), built)
        settings = Settings(url="https://e.example/below/a%20path/", languages=("en",))
        publish(built, root / _BELOW[1:], settings)
        yield root


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Host:
    """A web server that runs as our child."""

    def __init__(self, command: list[str], port: int) -> None:
        self.port = port
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + _DEADLINE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    self.process.terminate()
                    pytest.fail(f"{command[0]} did not come up: {self.process.communicate()[1]}")
                time.sleep(0.05)
            else:
                return

    def get(self, path: str, accept: str = "") -> tuple[int, dict[str, str], bytes]:
        """The status, the headers by their small names, and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path.replace(" ", "%20"), headers={"Accept": accept} if accept else {})
        answer = connection.getresponse()
        headers: dict[str, str] = {}
        for name, value in answer.getheaders():
            headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
        body = answer.read()
        connection.close()
        return answer.status, headers, body

    def stop(self) -> None:
        """End it, and wait until it is gone."""
        self.process.terminate()
        self.process.communicate(timeout=10)


def _nginx(root: Path, run: Path, port: int) -> list[str]:
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin") or ""
    if not program:
        pytest.skip("nginx is not installed")
    rules_ = (root / _BELOW[1:] / "nginx.conf").read_text("utf-8")
    rules_ = re.sub(r"listen 8080;.*", f"listen 127.0.0.1:{port};", rules_)
    rules_ = re.sub(r"root   /srv/memorials;.*", f'root "{root}";', rules_)
    (run / "site.conf").write_text(rules_, "utf-8")
    temporary = "".join(
        f"{kind}_temp_path {run}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (run / "nginx.conf").write_text(
        f"daemon off; pid {run}/pid; error_log stderr;\nworker_processes 1;\nevents {{ }}\n"
        f"http {{ access_log off;\n{temporary}include {run}/site.conf; }}\n",
        "utf-8",
    )
    return [program, "-p", str(run), "-c", str(run / "nginx.conf")]


def _apache(root: Path, run: Path, port: int) -> list[str]:
    program = shutil.which("apache2", path="/usr/sbin:/usr/bin:/sbin") or ""
    modules = Path("/usr/lib/apache2/modules")
    if not program or not modules.is_dir():
        pytest.skip("apache2 is not installed")
    wanted = ("mpm_event", "authz_core", "dir", "mime", "headers", "rewrite", "negotiation", "env")
    loaded = "".join(f"LoadModule {name}_module {modules}/mod_{name}.so\n" for name in wanted)
    (run / "apache.conf").write_text(
        f"{loaded}Listen 127.0.0.1:{port}\nServerName localhost\nPidFile {run}/pid\nErrorLog /dev/stderr\n"
        "User #65534\nGroup #65534\n"
        f'TypesConfig /etc/mime.types\nDocumentRoot "{root}"\n'
        f'<Directory "{root}">\nOptions FollowSymLinks\nAllowOverride FileInfo\nRequire all granted\n</Directory>\n',
        "utf-8",
    )
    return [program, "-D", "FOREGROUND", "-f", str(run / "apache.conf")]


@pytest.fixture(scope="module", params=[_nginx, _apache], ids=["nginx", "apache"])
def host(request: pytest.FixtureRequest, hosted: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    port = _port()
    command = request.param(hosted, tmp_path_factory.mktemp("run"), port)
    running = Host(command, port)
    yield running
    running.stop()


@pytest.mark.parametrize(("name", "accept", "suffix"), _CHOICES)
def test_an_iri_leads_to_what_its_reader_accepts(host: Host, name: str, accept: str, suffix: str) -> None:
    status, headers, _ = host.get(f"{_BELOW}/{name}", accept)
    assert status == 303
    location = re.sub(r"^http://[^/]+", "", headers["location"]).replace("%20", " ")
    assert location == f"{_BELOW}/{name}{suffix}"
    assert "accept" in headers["vary"].lower()
    status, headers, body = host.get(location, accept)
    assert status == 200
    assert headers["content-type"].partition(";")[0] == _TYPES[suffix]
    assert body


@pytest.mark.parametrize("path", [*_TYPES])
def test_files_have_their_media_types_and_pages_their_policy(host: Host, path: str) -> None:
    status, headers, _ = host.get(
        f"{_BELOW}/{_MEMORIAL}{path}" if path in (".html", *_SUFFIXES) else f"{_BELOW}/{path}"
    )
    assert status == 200
    media_type, _, parameter = headers["content-type"].partition(";")
    assert media_type == _TYPES[path]
    if media_type.startswith("text/"):
        assert parameter.strip().lower() == "charset=utf-8"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["content-security-policy"].count("default-src") == 1
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "path", ["memorial/none", "none", "person/x/y", "memorial/none.ttl", "memorial/mill-bridge%0d%0aX"]
)
def test_where_there_is_nothing_the_page_for_it_comes(host: Host, path: str) -> None:
    status, headers, body = host.get(f"{_BELOW}/{path}", "text/turtle")
    assert status == 404
    assert headers["content-type"].startswith("text/html")
    assert b"There is nothing at this address" in body
    assert b'href="/below/a%20path/assets/site.css"' in body


def test_folders_show_their_first_page(host: Host) -> None:
    assert b"<h1" in host.get(f"{_BELOW}/")[2]
    assert b"<h1" in host.get(f"{_BELOW}/memorial/")[2]


@pytest.mark.parametrize("accept", ["", "*/*", _BROWSER, "image/png"])
def test_people_read_of_the_shapes_on_the_page_of_the_ontology(host: Host, accept: str) -> None:
    status, headers, _ = host.get(f"{_BELOW}/shapes", accept)
    assert (status, headers["vary"].lower()) == (303, "accept")
    assert re.sub(r"^http://[^/]+", "", headers["location"]).replace("%20", " ") == f"{_BELOW}/ontology.html#shapes"


# -- without a server --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "accept", "suffix"), [each for each in _CHOICES if each[0] == _MEMORIAL])
def test_the_rules_choose_so_by_themselves(name: str, accept: str, suffix: str) -> None:
    every = rules(FORMATS.values())
    assert next((each.suffix for each in every if re.search(each.accept, accept, re.IGNORECASE)), ".html") == suffix


def test_no_header_makes_a_rule_slow() -> None:
    started = time.process_time()
    for hostile in ("text/turtle" + ";a=b" * 2000, "," * 8000, " ;" * 4000, "text/turtle;" * 700, "a" * 8000):
        for each in rules(FORMATS.values()):
            re.search(each.accept, hostile, re.IGNORECASE)
    assert time.process_time() - started < 5  # a rule that looks back for every letter takes minutes


def test_redirects_for_netlify_are_rules_of_its_syntax(hosted: Path) -> None:
    """By the words of its documentation only: the host itself is not asked."""
    text = (hosted / _BELOW[1:] / "_redirects").read_text("utf-8")
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    assert len(rows) == 12
    for source, target, status in rows:
        assert source.startswith("/below/a%20path/")
        assert target.startswith("/below/a%20path/")
        assert status == "302"  # 303 is not among the statuses that it takes
        assert set(re.findall(r":\w+", target)) == set(re.findall(r":\w+", source))


def test_headers_for_netlify_are_a_path_and_what_belongs_to_it(hosted: Path) -> None:
    text = (hosted / _BELOW[1:] / "_headers").read_text("utf-8")
    paths = [line for line in text.splitlines() if line.startswith("/")]
    assert {"/*", "/*.ttl", "/*.wasm"} <= set(paths)
    for line in text.splitlines():
        assert re.fullmatch(r"#.*|/\S*|  [A-Za-z-]+: \S.*", line), line
