from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from tests.export.samples import (
    BASE,
    DATASETS,
    bundled,
    expected,
    invented,
    ontology,
    read_by_pyoxigraph,
    read_by_rdflib,
    written,
)

from memorial_kg.errors import InputError, UsageError
from memorial_kg.export import FORMATS, export, find_format
from memorial_kg.terms import XSD, Quad, iri, lines, literal

RDF_FORMATS = [name for name, each in FORMATS.items() if each.takes != "table"]


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("name", RDF_FORMATS)
def test_what_is_written_reads_back_as_the_same_dataset(
    name: str, dataset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    load, base = DATASETS[dataset]
    data = written(load(), name, base)
    want = expected(load(), graphs=FORMATS[name].carries_graphs)
    assert read_by_pyoxigraph(data, name) == want
    assert read_by_rdflib(data, name) == want


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_of_what_comes_in_changes_nothing(name: str) -> None:
    shuffled = [*invented(), *invented()[::2]]
    random.Random(6).shuffle(shuffled)
    assert written([f"{line}\n" for line in shuffled], name) == written(invented(), name)
    assert written(invented(), name) != b""


PROGRAM = """
import hashlib, io, sys
from memorial_kg.export import FORMATS, export
from memorial_kg.ontology import load_ontology
lines, ontology = open(sys.argv[1], encoding="utf-8").read().splitlines(), load_ontology()
for name in FORMATS:
    out = io.BytesIO()
    export(lines, name, ontology=ontology, base=sys.argv[2], out=out)
    print(name, hashlib.sha256(out.getvalue()).hexdigest())
"""


def test_hash_seed_and_locale_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "dataset.nq"
    file.write_text("\n".join(invented()), encoding="utf-8")
    answers = set()
    for number, locale in enumerate(("C", "tr_TR.UTF-8", "C.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": str(number), "LC_ALL": locale, "TZ": f"UTC-{number}"}
        command = [sys.executable, "-c", PROGRAM, str(file), BASE]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
        assert done.returncode == 0, done.stderr
        answers.add(done.stdout)
    assert len(answers) == 1
    assert answers.pop().count("\n") == len(FORMATS)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        *((each.name, each.name) for each in FORMATS.values()),
        *((each.suffix, each.name) for each in FORMATS.values()),
        *((each.media_types[0], each.name) for each in FORMATS.values()),
        ("ttl", "turtle"),
        ("NT", "ntriples"),
        ("nq", "nquads"),
        ("json-ld", "jsonld"),
        ("rdf", "rdfxml"),
        ("xml", "rdfxml"),
        ("geo+json", "geojson"),
        ("Text/Turtle; charset=utf-8", "turtle"),
    ],
)
def test_a_format_goes_by_many_names(asked: str, name: str) -> None:
    assert find_format(asked).name == name


def test_no_two_formats_go_by_one_name() -> None:
    names = [name for each in FORMATS.values() for name in each.called]
    assert sorted(names) == sorted(set(names))
    assert [*FORMATS] == ["turtle", "jsonld", "ntriples", "nquads", "trig", "rdfxml", "geojson", "csv"]


def test_an_unknown_format_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(
        UsageError, match=r"no format 'turtel': did you mean 'turtle'\? the formats are turtle, jsonld,"
    ):
        find_format("turtel")
    with pytest.raises(UsageError, match="the formats are turtle"):
        export([], "", ontology=ontology(), base=BASE, out=io.BytesIO())


def test_what_a_format_drops_is_said_in_a_sentence() -> None:
    for each in FORMATS.values():
        assert bool(each.drops) != each.carries_graphs
        assert not each.drops or each.drops.endswith(".")


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_dataset_is_a_valid_document(name: str) -> None:
    data = written([], name)
    if name in RDF_FORMATS:
        assert read_by_pyoxigraph(data, name) == set()
    elif name == "geojson":
        assert json.loads(data)["features"] == []
    else:
        assert data.startswith(b"id,iri,type,name")


@pytest.mark.parametrize("load", [invented, bundled])
def test_a_file_declares_only_the_prefixes_that_it_uses(load: Callable[[], tuple[str, ...]]) -> None:
    for name in ("turtle", "trig"):
        text = written(load(), name).decode()
        declared = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
        body = text.partition("\n\n")[2]
        assert declared
        assert [prefix for prefix in declared if prefix not in body] == []


def test_turtle_puts_memorials_first_and_their_classes_before_all_else() -> None:
    text = written(invented(), "turtle").decode()
    first = text.split("\n\n")[1]
    assert first.startswith(
        "<memorial/bridge> a mkg:Memorial, schema:LandmarksOrHistoricalBuildings, schema:VisualArtwork ;\n"
        '    schema:name "Bridge Stone"@en, "Brostenen"@sv, "Flood Stone"@en ;\n'
    )
    assert "schema:value 8.60" in text
    assert (
        text.index("<proposal/tower> a") < text.index("<person/ida-berg> a") < text.index("<record/register/bridge> a")
    )


def test_language_tags_keep_their_letters() -> None:
    quads = lines([Quad(iri(f"{BASE}memorial/x"), iri("http://schema.org/name"), literal("x", language="sr-Latn-RS"))])
    for name in RDF_FORMATS:
        assert b"sr-Latn-RS" in written(quads, name)


def test_rdfxml_splits_the_longest_property_at_once() -> None:
    started = time.monotonic()
    line = f'<https://e.example/s> <https://e.example/p#1{"A" * 100_000}> "o" .'
    assert b"<ns1:AAAA" in written([line], "rdfxml")
    with pytest.raises(InputError, match="no form for the property"):
        written([line.replace("A>", "A!>")], "rdfxml")
    assert time.monotonic() - started < 5


def test_rdfxml_is_xml_and_keeps_every_character_that_xml_can_hold() -> None:
    text = "a\r\nb\tc <&>\"' \U0001f5ff"
    quads = lines([Quad(iri("http://a.example/x"), iri("http://a.example/vocabulary/p-1"), literal(text))])
    data = written(quads, "rdfxml")
    assert ET.fromstring(data).tag.endswith("RDF")
    assert read_by_pyoxigraph(data, "rdfxml") == expected(quads)


@pytest.mark.parametrize(
    ("quad", "says"),
    [
        (
            Quad(iri("http://a.example/x"), iri("http://a.example/1"), literal("a")),
            "no form for the property <http://a",
        ),
        (Quad(iri("http://a.example/x"), iri("http://a.example/p"), literal("a\x01")), r"the character U\+0001"),
    ],
)
def test_rdfxml_refuses_in_words_what_xml_cannot_hold(quad: Quad, says: str) -> None:
    with pytest.raises(InputError, match=says):
        written(lines([quad]), "rdfxml")


def test_a_base_that_no_iri_can_be_relative_to_is_left_out() -> None:
    base = "urn:stones:"
    quads = lines([Quad(iri(f"{base}memorial/x"), iri("http://schema.org/height"), literal("08", f"{XSD}integer"))])
    for name in RDF_FORMATS:
        data = written(quads, name, base)
        assert b"base" not in data
        assert read_by_pyoxigraph(data, name) == expected(quads)
