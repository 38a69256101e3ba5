from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from memorial_kg.values import ValueProblem, check_iri, check_local_id, check_page_id, did_you_mean


@pytest.mark.parametrize("text", ["a@" * 50_000, "a." * 50_000, "a@" + "a." * 50_000, "https:" + "/" * 100_000 + " "])
def test_a_long_text_is_refused_at_once(text: str) -> None:
    started = time.monotonic()
    with pytest.raises(ValueProblem):
        check_iri(text)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "iri",
    [
        "http://www.wikidata.org/entity/Q42",
        "https://az.wikipedia.org/wiki/Uşaq",
        "https://example.org:8080/a/b;c?d=e&f=%20#g",
        "https://example.org",
        "https://example.org?q",
        "https://[2001:db8::1]/",
        "https://пример.рф/путь",
        "https://example.org/نیم\u200cفاصله",
        "https://example.org/😀",
        "urn:isbn:9780306406157",
        "mailto:name@example.org?subject=x",
        "geo:52.43,13.25;u=35",
    ],
)
def test_an_iri_is_kept_as_given(iri: str) -> None:
    assert check_iri(iri) == iri


@pytest.mark.parametrize(
    ("text", "complaint", "advice"),
    [
        ("https://example.org/a b", "' ' at character 22", "write %20"),
        ("https://example.org/<a>", "'<'", "write %3C"),
        ('https://example.org/"', "'\"'", "write %22"),
        ("https://example.org/{a}", "'{'", "write %7B"),
        ("https://example.org/a|b", "'|'", "write %7C"),
        ("https://example.org/a\\b", r"'\\'", "write %5C"),
        ("https://example.org/a^b`", "'^'", "write %5E"),
        ("https://example.org/\n", r"'\n' at character 21", "remove it"),
        ("https://example.org/\u202ea", r"'\u202e'", "remove it"),
        ("https://example.org/\u00a0", r"'\xa0'", "remove it"),
        ("https://example.org/\ue000", r"'\ue000'", "remove it"),
        ("https://example.org/%zz", "'%'", "write %25"),
        ("https://example.org/a[1]", "not a complete https address", "%5B"),
        ("https://example.org/#a#b", "not a complete https address", "%23"),
        ("https://user:pw@example.org/", "not a complete https address", "without a user"),
        ("https://", "not a complete https address", "whole address"),
        ("https:/example.org", "not a complete https address", "whole address"),
        ("https:///path", "not a complete https address", "whole address"),
        ("urn:x", "not a complete urn address", "correct"),
        ("mailto:nobody", "not a complete mailto address", "correct"),
        ("geo:here", "not a complete geo address", "correct"),
        ("HTTP://Example.org", "small letters", "write http://Example.org"),
        ("javascript:alert(1)", "'javascript:', which is not on the list", "https://"),
        ("data:text/html,x", "'data:'", "https://"),
        ("file:///etc/passwd", "'file:'", "https://"),
        ("vbscript:x", "'vbscript:'", "https://"),
        ("doi:10.1000/182", "'doi:'", "write https://doi.org/10.1000/182"),
        ("Q42", "is not an IRI", "write http://www.wikidata.org/entity/Q42"),
        ("wd:Q42", "'wd:'", "write http://www.wikidata.org/entity/Q42"),
        ("www.example.org", "is not an IRI", "write https://www.example.org"),
        ("name@example.org", "is not an IRI", "write mailto:name@example.org"),
        ("../relative", "is not an IRI", "https://"),
        ("", "empty", "https://"),
    ],
)
def test_a_refused_iri_says_what_stands_in_the_way(text: str, complaint: str, advice: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        check_iri(text)
    assert complaint in caught.value.what
    assert advice in caught.value.todo


@given(
    st.builds(
        "{}{}".format,
        st.sampled_from(["https://example.org/", "http://", "https://a", "urn:isbn:", "mailto:a@"]),
        st.text(max_size=30),
    )
)
def test_every_kept_iri_can_be_written_in_every_rdf_format(text: str) -> None:
    try:
        iri = check_iri(text)
    except ValueProblem:
        return
    assert iri == text
    assert NamedNode(iri).value == text
    assert not re.search(r'[\x00-\x20<>"{}|^`\\]', iri)  # what an IRIREF of Turtle 1.1 cannot hold


@pytest.mark.parametrize("local_id", ["tr-usak", "de-berlin-zehlendorf", "a", "0", "x" * 80])
def test_a_local_id_is_kept(local_id: str) -> None:
    assert check_local_id(local_id) == local_id


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Uşak", "write usak"),
        ("İzmir Bornova", "write izmir-bornova"),
        ("tr--usak", "write tr-usak"),
        ("-tr-usak-", "write tr-usak"),
        ("tr_usak", "write tr-usak"),
        ("tr-usak\n", "write tr-usak"),
        ("../etc", "write etc"),
        ("", "write an id"),
        ("!", "write an id"),
        ("x" * 81, "shorten it"),
    ],
)
def test_a_refused_local_id_offers_one(text: str, advice: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        check_local_id(text)
    assert caught.value.todo == advice


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *((text, "list all others") for text in ("index", "index-2", "index-0017")),
        *((text, "device on Windows") for text in ("con", "prn", "aux", "nul", "com0", "com9", "lpt1")),
    ],
)
def test_an_id_that_can_name_no_page_is_refused_and_told_why(text: str, why: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        check_page_id(text)
    assert why in caught.value.what
    assert check_page_id(caught.value.todo.rpartition(" ")[2])
    assert check_local_id(text) == text  # a part has no page of its own


@pytest.mark.parametrize("text", ["tr-usak", "index-stone", "index2", "indices", "com10", "com", "console", "aux-1"])
def test_an_id_that_only_resembles_such_a_name_is_kept(text: str) -> None:
    assert check_page_id(text) == text


@given(st.text(max_size=100))
@settings(deadline=None)  # the first example loads the tables
def test_an_offered_id_is_a_good_one(text: str) -> None:
    try:
        check_local_id(text)
    except ValueProblem as problem:
        offered = problem.todo.removeprefix("write ")
        if problem.todo not in ("write an id", "shorten it"):
            assert check_local_id(offered) == offered


def test_a_misspelt_word_brings_the_similar_one() -> None:
    keys = ["sculptor", "sponsor", "inscription"]
    assert did_you_mean("sculptr", keys) == "did you mean 'sculptor'?"
    assert did_you_mean("Sculptor", keys) == "did you mean 'sculptor'?"
    assert did_you_mean("zzz", keys) == ""
    assert did_you_mean("name", []) == ""
    assert did_you_mean("NAME", ["name", "Name"]) == did_you_mean("NAME", ["Name", "name"])
