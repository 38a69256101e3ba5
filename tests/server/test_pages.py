from __future__ import annotations

import gzip
import json
from email.utils import parsedate_to_datetime

import httpx
import pytest
from tests.server.conftest import LINK_OUT, PERSON

TURTLE = {"accept": "text/turtle"}


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/memorial/tr-usak.html", "text/html; charset=utf-8"),
        ("/tr/memorial/tr-usak.html", "text/html; charset=utf-8"),
        ("/memorial/tr-usak.ttl", "text/turtle; charset=utf-8"),
        ("/memorial/tr-usak.jsonld", "application/ld+json"),
        ("/memorial/tr-usak.nt", "application/n-triples"),
        ("/memorial/tr-usak.nq", "application/n-quads"),
        ("/memorial/tr-usak.trig", "application/trig"),
        ("/memorial/tr-usak.rdf", "application/rdf+xml"),
        ("/memorial/tr-usak.geojson", "application/geo+json"),
        ("/memorial/tr-usak.csv", "text/csv; charset=utf-8; header=present"),
        ("/.well-known/void", "text/turtle; charset=utf-8"),
        ("/assets/oxigraph.wasm", "application/wasm"),
        ("/assets/app.1a2b3c4d.js", "text/javascript; charset=utf-8"),
        ("/assets/large.bin", "application/octet-stream"),
    ],
)
def test_each_file_has_its_media_type(server: httpx.Client, path: str, media_type: str) -> None:
    answer = server.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type


def test_a_folder_shows_its_list_and_a_list_without_a_slash_moves_there(server: httpx.Client) -> None:
    assert "memorial/index" in server.get("/memorial/").text
    answer = server.get("/memorial?a=b")
    assert (answer.status_code, answer.headers["location"]) == (308, "memorial/?a=b")


def test_a_thing_with_a_slash_moves_to_itself(server: httpx.Client) -> None:
    answer = server.get("/memorial/tr-usak/")
    assert (answer.status_code, answer.headers["location"]) == (308, "../tr-usak")


@pytest.mark.parametrize("path", ["/memorial/tr-usak.html", "/assets/site.css", "/assets/large.bin"])
def test_who_has_a_file_already_is_not_sent_it_again(server: httpx.Client, path: str) -> None:
    first = server.get(path, headers={"accept-encoding": "identity"})
    etag = first.headers["etag"]
    headers = {"accept-encoding": "identity"}
    for tags in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = server.get(path, headers={**headers, "if-none-match": tags})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert server.get(path, headers={**headers, "if-none-match": '"other"'}).status_code == 200
    seen = {"if-modified-since": first.headers["last-modified"]}
    assert server.get(path, headers={**headers, **seen}).status_code == 304
    long_ago = {"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"}
    assert server.get(path, headers={**headers, **long_ago}).status_code == 200
    assert server.get(path, headers={**headers, "if-modified-since": "nonsense"}).status_code == 200
    # RFC 9110, 13.1.3: a tag decides, and the time is not looked at
    assert server.get(path, headers={**headers, **seen, "if-none-match": '"other"'}).status_code == 200


def test_times_and_headers_are_said_as_http_has_them(server: httpx.Client) -> None:
    answer = server.get("/memorial/tr-usak.html")
    assert parsedate_to_datetime(answer.headers["last-modified"]).tzinfo is not None
    assert answer.headers["cache-control"] == "no-cache"
    assert "immutable" in server.get("/assets/app.1a2b3c4d.js").headers["cache-control"]
    assert "immutable" not in server.get("/assets/site.css").headers["cache-control"]


def test_a_page_is_packed_for_who_takes_that_under_another_etag(server: httpx.Client) -> None:
    plain = server.get("/assets/site.css", headers={"accept-encoding": "identity"})
    packed = server.get("/assets/site.css", headers={"accept-encoding": "br, gzip;q=0.5"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in plain.headers["vary"]
    assert "Accept-Encoding" in packed.headers["vary"]
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content, 6, mtime=0)) < len(plain.content)
    refused = server.get("/assets/site.css", headers={"accept-encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


@pytest.mark.parametrize("path", ["/memorial/tr-usak.html", "/assets/large.bin"])
def test_head_says_what_get_says_without_the_body(server: httpx.Client, path: str) -> None:
    whole, head = server.get(path), server.head(path)
    assert head.status_code == 200
    differing = {"x-request-id", "date"}
    assert {k: v for k, v in head.headers.items() if k not in differing} == {
        k: v for k, v in whole.headers.items() if k not in differing
    }


def test_a_large_file_comes_whole(server: httpx.Client) -> None:
    answer = server.get("/assets/large.bin")
    assert answer.content == bytes(range(256)) * 8_000
    assert answer.headers["content-length"] == str(256 * 8_000)


# -- nothing but the site ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/memorial/..%2f..%2fsecret.txt",
        "/memorial/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/%5c..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/etc//passwd",
        "/.htaccess",
        "/.memorial-kg",
        "/memorial/.hidden",
        "/.well-known/.hidden",
        f"/{LINK_OUT}",
        "/folder-out/secret.txt",
        "/index.html%00.txt",
        "/index.html%00",
        "/CON",
        "/aux.html",
        "/c:/windows/win.ini",
        "/index.html::$DATA",
        "/index.html.",
        "/index.html%20",
        "/memorial/./tr-usak.html",
        "/%c0%ae%c0%ae/secret.txt",
        "/%ff",
        "/" + "a" * 300,
        "/" + "a/" * 300,
    ],
)
def test_no_path_leads_out_of_the_site(server: httpx.Client, path: str) -> None:
    answer = server.get("/", extensions={"target": path.encode()})  # as it is: a client would tidy it up
    assert answer.status_code == 404
    assert "nobody may read this" not in answer.text


# -- what is not there -------------------------------------------------------------------------------------------------


def test_a_missing_page_is_the_page_of_the_site_in_the_language_of_its_reader(server: httpx.Client) -> None:
    html = {"accept": "text/html"}
    for path, language, header in [
        ("/nothing", "en", ""),
        ("/tr/nothing", "tr", ""),
        ("/nothing", "de", "de-AT, en;q=0.5"),
        ("/nothing", "en", "fr"),
        ("/tr/nothing", "tr", "de"),
    ]:
        answer = server.get(path, headers={**html, "accept-language": header})
        assert answer.status_code == 404
        assert f'lang="{language}"' in answer.text
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "href"),
    [
        ("/nothing", "assets/site.css"),
        ("/a/b/nothing", "../../assets/site.css"),
        ("/tr/nothing", "../tr/assets/site.css"),
    ],
)
def test_the_links_of_a_missing_page_work_wherever_it_is_missing(server: httpx.Client, path: str, href: str) -> None:
    text = server.get(path, headers={"accept": "text/html"}).text
    assert f'href="{href}"' in text
    assert 'href="#top"' in text
    assert 'href="https://example.org/"' in text


def test_a_program_is_told_in_its_own_words(server: httpx.Client) -> None:
    answer = server.get("/nothing", headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank", "title": "Not Found", "status": 404, "detail": "There is nothing at this address.",
    }  # fmt: skip


def test_a_missing_page_quotes_nothing_of_the_request(server: httpx.Client) -> None:
    for accept in ("text/html", "application/json"):
        answer = server.get("/<script>alert(1)</script>", headers={"accept": accept})
        assert answer.status_code == 404
        assert "alert" not in answer.text


def test_what_may_only_be_read_cannot_be_written(server: httpx.Client) -> None:
    for path in ("/", "/memorial/tr-usak", "/memorial/tr-usak.ttl", "/health", "/api/by-country", "/features"):
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
            answer = server.request(method, path)
            assert answer.status_code == 405
            assert set(answer.headers["allow"].split(", ")) >= {"GET", "HEAD", "OPTIONS"}
            assert answer.headers["content-type"] == "application/problem+json"


def test_scripts_of_other_sites_may_read_everything(server: httpx.Client) -> None:
    preflight = {"origin": "https://example.org", "access-control-request-method": "GET"}
    for path in ("/memorial/tr-usak", "/memorial/tr-usak.ttl", "/api/by-country", "/features", "/health"):
        answer = server.options(path, headers=preflight)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "GET" in answer.headers["access-control-allow-methods"]
        assert "Accept-Profile" in answer.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in answer.headers
        assert server.get(path, headers=TURTLE).headers["access-control-allow-origin"] == "*"


def test_every_answer_is_guarded_against_browsers(server: httpx.Client) -> None:
    for path in ("/", "/nothing", "/memorial/tr-usak", "/api/none", "/health", "/sparql?query=nonsense", "/site.json"):
        headers = server.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'")
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert {"referrer-policy", "permissions-policy", "cross-origin-opener-policy"} <= {*headers}
        assert headers["server"] == "memorial-kg"


def test_the_live_server_says_that_it_is_one(server: httpx.Client) -> None:
    said = server.get("/site.json").json()
    assert said["live"] is True
    assert said["writable"] is False
    assert said["title"] == "a title"  # what the site itself says stays
    for key in {*said} - {"live", "writable", "title"}:  # whatever it names is there
        assert server.get(f"/{said[key]}").status_code in (200, 303, 400)
    assert {"sparql", "api", "openapi", "features"} <= {*said}
    assert json.loads((server.get("/site.json")).text) == said


def test_pages_that_are_no_things_are_found_without_their_suffix(server: httpx.Client) -> None:
    answer = server.get("/search?q=usak", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "search.html?q=usak")
    assert server.get(f"/{PERSON}", headers={"accept": "text/html"}).status_code == 303
