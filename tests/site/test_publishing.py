"""Publishing: the data beside the pages, what pages say to programs, and the same bytes from the same graph."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from tests.conftest import PUBLISHED_AT, Run
from tests.site.conftest import site_of

from memorial_kg.built import read_summary
from memorial_kg.errors import InputError, UsageError
from memorial_kg.export import FORMATS, Selection, find_format
from memorial_kg.export.selection import Form, select
from memorial_kg.pipeline import open_graph
from memorial_kg.resources import folder
from memorial_kg.site import Settings, publish
from memorial_kg.site.files.sitemap import Sitemap
from memorial_kg.site.programs.representations import representation, thing_lines
from memorial_kg.site.programs.schema_org import embedded
from memorial_kg.site.site import PAGED_KINDS, Site
from memorial_kg.terms import Quad, lines, parse_line

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="session")
def small_published(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the example workspace, in English."""
    out = tmp_path_factory.mktemp("small-site") / "site"
    publish(small, out, Settings(url=PUBLISHED_AT, languages=("en",), endpoint="https://live.example/sparql"))
    return out


def _things(site: Site) -> Iterator[str]:
    for kind in PAGED_KINDS:
        yield from site.catalogue.things(kind)


# -- the data beside the pages -----------------------------------------------------------------------------------------


def test_the_data_of_a_memorial_are_what_export_gives(site: Site, built: Path) -> None:
    graph = open_graph(built)
    names = [name for kind in site.ontology.subjects() for name in site.catalogue.things(kind)]
    assert len(names) > 10
    forms: tuple[Form, ...] = ("quads", "triples", "table")
    for name in names:
        for form in forms:
            chosen = select(graph.lines, Selection(memorial=name), site.ontology, graph.base, form)
            assert thing_lines(site.catalogue, site.ontology, name, form) == chosen, (name, form)
    for each in FORMATS.values():
        assert representation(site, "memorial/tr-usak", each) == graph.export(each.name, memorial="tr-usak"), each.name


def test_the_data_of_any_thing_hold_all_that_is_said_of_it_and_the_labels_of_what_that_names(site: Site) -> None:
    for name in _things(site):
        if name.partition("/")[0] in site.ontology.subjects():
            continue
        found = thing_lines(site.catalogue, site.ontology, name, "quads")
        assert set(site.catalogue.lines(name)) <= set(found)
        others = {quad.subject for quad in map(parse_line, found)} - {q.subject for q in site.catalogue.quads(name)}
        assert others <= {quad.object for quad in site.catalogue.quads(name)}
    said = thing_lines(site.catalogue, site.ontology, "person/leyla-aliyeva", "triples")
    assert any("ilham-aliyev> <http://www.w3.org/2000/01/rdf-schema#label>" in line for line in said)


def test_the_formats_of_a_thing_are_one_graph(small: Path) -> None:
    site = site_of(small)
    for name in _things(site):
        triples = {
            frozenset(pyoxigraph.parse(representation(site, name, find_format(each)), rdf))
            for each, rdf in (("turtle", pyoxigraph.RdfFormat.TURTLE), ("ntriples", pyoxigraph.RdfFormat.N_TRIPLES))
        }
        assert len(triples) == 1, name


def test_files_hold_what_was_written_for_them_and_the_dumps_are_the_builds(small: Path, small_published: Path) -> None:
    site = site_of(small)
    for name in ("memorial/mill-bridge", "place/sampletown", "source/register", "record/guidebook/mill-bridge"):
        for each in map(find_format, ("turtle", "jsonld", "ntriples")):
            file = small_published / f"{name}{each.suffix}"
            assert file.read_bytes() == representation(site, name, each), file
    for suffix in (each.suffix for each in FORMATS.values()):
        assert (small_published / f"dataset{suffix}").read_bytes() == (small / f"dataset{suffix}").read_bytes()


def test_the_ontology_is_the_same_in_each_format(small_published: Path) -> None:
    sizes = set()
    for suffix, rdf in ((".ttl", pyoxigraph.RdfFormat.TURTLE), (".nt", pyoxigraph.RdfFormat.N_TRIPLES),
                        (".jsonld", pyoxigraph.RdfFormat.JSON_LD)):  # fmt: skip
        data = pyoxigraph.Dataset(pyoxigraph.parse((small_published / f"ontology{suffix}").read_bytes(), rdf))
        data.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
        sizes.add(frozenset(map(str, data)))
    assert len(sizes) == 1
    assert (small_published / "shapes.ttl").read_bytes() == (folder("ontology") / "shapes.ttl").read_bytes()


# -- what pages say to programs ----------------------------------------------------------------------------------------


def _scripts(page: str) -> list[str]:
    return re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)


def test_what_is_embedded_is_part_of_the_reconciled_graph(site: Site, built: Path) -> None:
    reconciled = {line for line in (built / "dataset.nq").read_text("utf-8").split("\n") if line}
    told = 0
    for name in [*_things(site), "dataset"]:
        text = embedded(site.catalogue, name)
        assert len(text.encode()) < 30_000
        if text:
            for quad in pyoxigraph.parse(text, pyoxigraph.RdfFormat.JSON_LD):
                (line,) = lines([Quad(str(quad.subject), str(quad.predicate), str(quad.object))])
                assert line in reconciled, (name, line)
                told += 1
    assert told > 300


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_rdflib_reads_what_is_embedded_too(small_published: Path) -> None:
    import rdflib

    (text,) = _scripts((small_published / "memorial" / "mill-bridge.html").read_text("utf-8"))
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    me = rdflib.URIRef("https://example.org/memorials/memorial/mill-bridge")
    assert (me, rdflib.RDF.type, rdflib.URIRef("http://schema.org/VisualArtwork")) in graph


def test_no_label_ends_the_script_in_which_it_is_quoted(tmp_path: Path, small: Path) -> None:
    import sqlite3

    catalogue = tmp_path / "graph" / "catalogue.sqlite"
    catalogue.parent.mkdir()
    catalogue.write_bytes((small / "catalogue.sqlite").read_bytes())
    with sqlite3.connect(catalogue) as sql:
        sql.execute("UPDATE line SET line = replace(line, 'Flood stele', '</script><!--<script>&')")
    sql.close()
    (tmp_path / "graph" / "summary.json").write_bytes((small / "summary.json").read_bytes())
    text = embedded(site_of(tmp_path / "graph").catalogue, "memorial/mill-bridge")
    assert not {"<", ">", "&"} & set(text)
    assert "</script><!--<script>&" in [each["@value"] for each in json.loads(text)["name"]]


def test_a_page_names_its_data_its_languages_its_licence_and_its_address(published: Path) -> None:
    page = (published / "tr" / "memorial" / "tr-usak.html").read_text("utf-8")
    for wanted in (
        '<link rel="alternate" type="text/turtle" title="Turtle" href="../../memorial/tr-usak.ttl">',
        '<link rel="alternate" type="application/geo+json" title="GeoJSON" href="../../memorial/tr-usak.geojson">',
        '<link rel="describedby" type="text/turtle" href="../../memorial/tr-usak.ttl">',
        f'<link rel="canonical" href="{PUBLISHED_AT}tr/memorial/tr-usak.html">',
        '<link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/">',
        '<link rel="alternate" hreflang="az" href="../../az/memorial/tr-usak.html">',
        '<link rel="alternate" hreflang="x-default" href="../../memorial/tr-usak.html">',
        '<meta property="og:title"',
    ):
        assert wanted in page, wanted


def test_a_page_for_what_is_not_there_works_under_any_address(published: Path) -> None:
    page = (published / "az" / "404.html").read_text("utf-8")
    below = urlsplit(PUBLISHED_AT).path
    for link in re.findall(r'(?:href|src|action)="([^"#]+)', page):
        assert link.startswith((below, "https://", "mailto:")), link


# -- files for machines ------------------------------------------------------------------------------------------------


def test_the_sitemap_lists_each_page_once_in_files_that_its_index_names(published: Path) -> None:
    index = ET.parse(published / "sitemap.xml")
    shards = [str(each.text) for each in index.iter(f"{_SITEMAP}loc")]
    listed = []
    for shard in shards:
        assert shard.startswith(PUBLISHED_AT)
        tree = ET.parse(published / shard.removeprefix(PUBLISHED_AT))
        listed += [str(each.text).removeprefix(PUBLISHED_AT) for each in tree.iter(f"{_SITEMAP}loc")]
    pages = {path.relative_to(published).as_posix() for path in published.rglob("*.html")}
    known = {f"{each}index.html" if each == "" or each.endswith("/") else each for each in listed}
    assert len(known) == len(listed)
    # A search without words, and a page for what is not there, are nothing to find.
    assert known == {page for page in pages if not page.endswith(("404.html", "search.html"))}
    assert f"Sitemap: {PUBLISHED_AT}sitemap.xml" in (published / "robots.txt").read_text("utf-8")


def test_a_long_list_of_pages_goes_on_in_another_file(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memorial_kg.site.files.sitemap._MOST", 3)
    site = site_of(site.graph, settings=Settings(url=PUBLISHED_AT))
    with Sitemap(site, "en-x", tmp_path) as sitemap:
        for number in range(7):
            sitemap.add(f"{number}.html")
    files = sorted((tmp_path / "sitemap").iterdir())
    assert [len([*ET.parse(file).iter(f"{_SITEMAP}loc")]) for file in files] == [3, 3, 1]


def test_the_feed_has_the_dates_of_the_dataset_and_no_others(published: Path) -> None:
    feed = ET.parse(published / "feed.xml").getroot()
    updated = {each.text for each in feed.iter(f"{_ATOM}updated")}
    assert updated == {"2026-11-22T00:00:00Z"}
    ids = [each.findtext(f"{_ATOM}id") for each in feed.iter(f"{_ATOM}entry")]
    assert len(ids) == len(set(ids)) == 19
    assert "https://w3id.org/memorial-kg/memorial/tr-usak" in ids


def test_the_checksums_are_those_of_the_files(published: Path) -> None:
    lines_ = (published / "SHA256SUMS").read_text("utf-8").splitlines()
    named = {name: digest for digest, _, name in (line.partition("  ") for line in lines_)}
    assert {"dataset.nq", "ontology.ttl", "catalog.ttl", "ro-crate-metadata.json"} <= named.keys()
    for name, digest in named.items():
        assert hashlib.sha256((published / name).read_bytes()).hexdigest() == digest, name


# -- as a whole --------------------------------------------------------------------------------------------------------


def _digest(folder_: Path) -> dict[str, str]:
    return {
        path.relative_to(folder_).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder_.rglob("*"))
        if path.is_file()
    }


def test_the_same_graph_gives_the_same_bytes_wherever_whenever_and_with_any_number_of_processes(
    small: Path, tmp_path: Path
) -> None:
    digests = []
    for number, env in enumerate(
        (
            {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
            {"PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/Caracas", "PYTHONUTF8": "0"},
        )
    ):
        out = tmp_path / f"in folder {number}" / "site"
        program = (
            "import sys; from pathlib import Path; from memorial_kg.site import *\n"
            "import memorial_kg.site.publishing as p; p._EACH = 1\n"
            "if __name__ == '__main__': publish(Path(sys.argv[1]), Path(sys.argv[2]),"
            " Settings(url='https://e.example', languages=('en', 'az')), jobs=int(sys.argv[3]))"
        )
        script = tmp_path / "publish.py"
        script.write_text(program, "utf-8")
        command = [sys.executable, str(script), str(small), str(out), str(number + 1)]
        subprocess.run(command, check=True, env={**os.environ, **env}, timeout=120)
        digests.append(_digest(out))
    first, second = digests
    assert {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)} == set()
    assert len(first) > 100


def test_nothing_is_published_where_nothing_was_built(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="memorial-kg build"):
        publish(tmp_path / "none", tmp_path / "site")
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    "choice",
    [
        {"url": 'https://a.example/"; deny all; #'},
        {"url": "https://a.example/?x=1"},
        {"url": "a.example"},
        {"tiles": "https://tiles.example/{z}\nHeader set"},
        {"tiles": "javascript:alert(1)"},
        {"contact": "https://{iri}.example"},
        {"report": "data:text/html,x"},
        {"endpoint": "ftp://a.example"},
        {"languages": ("az",)},
        {"languages": ("en", "fr")},
    ],
)
def test_a_choice_that_would_break_a_file_is_refused(choice: dict[str, object], small: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        publish(small, tmp_path / "site", Settings(**choice))  # type: ignore[arg-type]
    assert not (tmp_path / "site").exists()


def test_the_command_says_what_it_made_what_it_left_out_and_how_to_look_at_it(
    memorial_kg: Run, small: Path, tmp_path: Path
) -> None:
    done = memorial_kg("publish", "--graph", small, "-o", "my site", "--language", "tr", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    pages = [*(tmp_path / "my site").rglob("*.html")]
    assert f"my site holds the site: {len(pages):,} pages" in done.stdout
    assert f"memorial-kg serve --graph {small} --site 'my site'" in done.stdout
    assert "left out: no sitemap" in done.stderr
    for named in ("404.html", "catalog.ttl", "--url"):
        assert named in next(line for line in done.stderr.splitlines() if "no sitemap" in line)
    assert not (tmp_path / "my site" / "de").exists()
    assert not (tmp_path / "my site" / "sitemap.xml").exists()
    assert memorial_kg("publish", "--graph", "none").returncode == 3
    assert memorial_kg("publish", "--graph", small, "--language", "fr").returncode == 2
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("dear to me", "utf-8")
    assert memorial_kg("publish", "--graph", small, "-o", "mine").returncode == 2


def test_the_help_names_the_languages_that_there_are(memorial_kg: Run) -> None:
    for command in ("publish", "serve"):
        assert "--language [en|az|tr|de]" in memorial_kg(command, "--help").stdout, command


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for groups of processes")
@pytest.mark.parametrize("later", [0.2, 2.0])  # while the other processes start, and while they write
def test_an_interrupted_publisher_says_so_once_and_leaves_yesterdays_site(
    built: Path, small: Path, tmp_path: Path, later: float
) -> None:
    out = tmp_path / "site"
    publish(small, out, Settings(languages=("en",)))
    before = _digest(out)
    command = [sys.executable, "-m", "memorial_kg", "publish", "--graph", str(built), "-o", str(out), "-j", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        for _ in range(400):
            if [*tmp_path.glob("*fresh*"), *tmp_path.glob(".*fresh*")]:
                break
            time.sleep(0.05)
        time.sleep(later)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) == (130, "interrupted")
    assert _digest(out) == before
    assert [path.name for path in tmp_path.iterdir() if "fresh" in path.name] == []


def test_a_process_that_dies_leaves_yesterdays_site(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    publish(small, out, Settings(languages=("en",)))
    before = _digest(out)

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setitem(__import__("memorial_kg.site.publishing").site.publishing.FILES, "feed", fail)
    with pytest.raises(RuntimeError):
        publish(small, out, Settings(languages=("en",)))
    assert _digest(out) == before
    assert [path.name for path in tmp_path.iterdir() if path.name != "site"] == []
    assert read_summary(small).memorials == 2
