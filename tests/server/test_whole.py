"""The site as it is published, served live: every page, every link, every form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import httpx
import pytest
from tests.server.conftest import running

from memorial_kg.server.limits import Limits
from memorial_kg.server.settings import Settings


@pytest.fixture(scope="module")
def live(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server of what `memorial-kg publish` makes of the bundled data."""
    from memorial_kg.site import Settings as Choices
    from memorial_kg.site import publish

    site = tmp_path_factory.mktemp("served") / "site"
    publish(built, site, Choices(languages=("en", "de")))
    limits = Limits(public_workers=1, page_workers=1)
    with running(Settings(graph=built, site=site, limits=limits)) as client:
        yield client


def test_every_thing_can_be_had_in_every_form_that_it_says_it_has(built: Path, live: httpx.Client) -> None:
    from memorial_kg.catalogue import open_catalogue

    with open_catalogue(built) as catalogue:
        names = [next(catalogue.things(kind)) for kind in catalogue.kinds if kind not in ("dataset", "ontology")]
    for name in [*names, "dataset", "ontology", "shapes"]:
        answer = live.get(f"/{name}", params={"_profile": "alt"})
        assert answer.status_code == 200, name
        forms = answer.json()["representations"]
        assert {"text/html", "text/turtle", "application/ld+json", "application/n-triples"} <= {
            f["type"] for f in forms
        }
        for form in forms:
            got = live.get(urljoin(f"/{name}", form["href"]))
            assert got.status_code == 200, (name, form)
            assert got.headers["content-type"].partition(";")[0] == form["type"], (name, form)


def test_a_file_beside_a_page_and_a_form_that_is_made_say_the_same(built: Path, live: httpx.Client) -> None:
    """What no file holds is made by the same choice of lines as what a file holds."""
    from pyoxigraph import RdfFormat, parse

    from memorial_kg.catalogue import open_catalogue

    kinds = ("person", "place", "event", "source", "record", "organization")
    with open_catalogue(built) as catalogue:
        names = [name for kind in kinds for name in catalogue.things(kind, limit=3)]
    for name in names:
        triples = {str(each) for each in parse(live.get(f"/{name}.nt").content, RdfFormat.N_TRIPLES)}
        made = {str(each) for each in parse(live.get(f"/{name}.rdf").content, RdfFormat.RDF_XML)}
        assert made == triples != set(), name


def test_no_link_of_a_page_is_dead_on_the_live_server(live: httpx.Client) -> None:
    todo, seen = ["/"], {"/"}
    while (
        todo and len(seen) < 400
    ):  # the pages of English are enough: the crawl of the whole site is a test of the site
        path = todo.pop()
        answer = live.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-security-policy"]
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        for link in re.findall(r'(?:href|src)="([^"]*)"', answer.text):
            target = urldefrag(urljoin(str(answer.url), unescape(link)))[0]
            if target.startswith(str(live.base_url)):
                there = target.removeprefix(str(live.base_url).rstrip("/"))
                if there not in seen and not there.startswith(("/az/", "/tr/", "/de/")):
                    seen.add(there)
                    todo.append(there)
    assert len(seen) > 100


def test_a_missing_page_looks_like_the_site(live: httpx.Client) -> None:
    for path in ("/nothing", "/memorial/nobody", "/tr/memorial/nobody"):
        answer = live.get(path, headers={"accept": "text/html"})
        assert answer.status_code == 404
        for link in re.findall(r'<link[^>]*href="([^"]*)"', answer.text):
            target = urljoin(str(answer.url), unescape(link))
            if target.startswith(str(live.base_url)):
                assert live.get(target).status_code == 200, (path, link)


def test_the_shapes_lead_people_to_the_page_of_the_ontology_and_programs_to_their_data(live: httpx.Client) -> None:
    answer = live.get("/shapes", headers={"accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, "ontology.html#shapes")
    answer = live.get("/shapes", headers={"accept": "text/html", "accept-language": "de"})
    assert answer.headers["location"] == "de/ontology.html#shapes"
    assert live.get("/shapes", headers={"accept": "text/turtle"}).headers["location"] == "shapes.ttl"
    assert live.get("/ontology", headers={"accept": "text/html"}).headers["location"] == "ontology.html"
