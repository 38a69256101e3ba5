"""What the pages about all things at once must hold: every comparison, date, gap, answer, term and count."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from rdflib import Graph, URIRef
from tests.site.following import PagesOf, links, main
from tests.site.html_tree import Element, squeezed

from memorial_kg import resources
from memorial_kg.built import STORE
from memorial_kg.queries import Names, list_queries, run
from memorial_kg.queries.results import plain
from memorial_kg.site.answering import ROWS_SHOWN, write_answers
from memorial_kg.site.pages import dataset, differences, missing, ontology, queries, timeline
from memorial_kg.site.settings import Settings
from memorial_kg.site.site import Site
from memorial_kg.store import Answer, open_store
from memorial_kg.terms import unwrap

# ── differences ──


@pytest.mark.parametrize("size", [100, 8])
def test_every_comparison_is_among_the_differences_exactly_once(
    size: int, site: Site, pages_of: PagesOf, ask: Callable[[str], Answer]
) -> None:
    found = pages_of(differences.pages, replace(site, settings=Settings(page_size=size)))
    shown = [each["data-comparison"] for _, tree in found.values() for each in tree.all() if each["data-comparison"]]
    stated = [plain(row[0]) for row in ask("SELECT ?c { ?c a mkg:Comparison }").rows]
    assert Counter(shown) == Counter(stated)
    assert sum(site.summary.comparisons.values()) == len(stated)


def test_contradictions_come_first_and_what_agrees_has_pages_of_its_own(site: Site, pages_of: PagesOf) -> None:
    found = pages_of(differences.pages, site)
    headings = [each["id"] for each in main(found[differences.FIRST][1]).all("h2")]
    assert headings == ["disjoint", "refines", "complements", "same"]  # nothing overlaps
    agreed = found["differences/same.html"][1]
    assert len([*agreed.all("tr", data_comparison="")]) == 0
    assert len([each for each in agreed.all("tr") if each["data-comparison"]]) == site.summary.comparisons["same"]


def test_a_contradiction_shows_both_claims_with_their_sources_places_and_words(site: Site, pages_of: PagesOf) -> None:
    tree = pages_of(differences.pages, site)[differences.FIRST][1]
    article = next(each for each in tree.all("article", "comparison") if "tr-usak#" in each["data-comparison"])
    first, second = (squeezed(each.text()) for each in article.one("ul", "pair").children if isinstance(each, Element))
    assert all(each in first for each in ("February 2014", "line 47", "In February 2014, the opening ceremony"))
    assert all(each in second for each in ("2016", "line 21", "İnagurated: 2016"))
    assert "both cannot be true, and no value is chosen" in squeezed(article.text())


def test_claims_of_every_comparison_lead_to_both_records(site: Site, pages_of: PagesOf) -> None:
    found = pages_of(differences.pages, site)
    for path, (_, tree) in found.items():
        for each in tree.all():
            if name := each["data-comparison"]:
                facts = site.catalogue.quads(site.catalogue.name(name))
                records = {
                    f"{site.catalogue.name(unwrap(quad.object))}.html"
                    for quad in facts
                    if quad.subject == f"<{name}>" and quad.predicate.endswith("#compares>")
                }
                assert len(records) == 2
                assert records <= set(links(path, each))


# ── timeline ──

DATES = """SELECT DISTINCT ?node ?earliest ?latest {
  { ?node mkg:earliest ?earliest ; mkg:latest ?latest }
  UNION { GRAPH ?g { ?node mkg:earliest ?earliest ; mkg:latest ?latest } } }"""


@pytest.mark.parametrize("on_one_page", [300, 2])
def test_the_bars_of_the_timeline_are_the_dates_of_the_graph(
    on_one_page: int,
    few: Site,
    pages_of: PagesOf,
    ask: Callable[[str], Answer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timeline, "_ON_ONE_PAGE", on_one_page)
    found = pages_of(timeline.pages, replace(few))  # not the pages that others asked for
    drawn = Counter(
        (event["data-node"], bar["data-earliest"], bar["data-latest"])
        for _, tree in found.values()
        for event in tree.all("li", "moment")
        for bar in event.all("rect", "bar")
    )
    assert drawn == Counter(tuple(map(plain, row)) for row in ask(DATES).rows)
    assert (len(found) > 1) == (on_one_page == 2)


def test_a_bar_is_as_wide_as_its_date_is_imprecise(site: Site, pages_of: PagesOf) -> None:
    tree = pages_of(timeline.pages, site)["timeline.html"][1]
    bars = [each for each in tree.all("rect", "bar") if each["data-earliest"]]
    first = dt.date(1992, 1, 1).toordinal()
    days = dt.date(2017, 12, 31).toordinal() + 1 - first
    for bar in bars:
        start, end = (dt.date.fromisoformat(bar[f"data-{each}"]).toordinal() for each in ("earliest", "latest"))
        x, width = (float(bar[each].removesuffix("%")) for each in ("x", "width"))
        assert x == pytest.approx((start - first) / days * 100, abs=0.01)
        assert width == pytest.approx(max((end + 1 - start) / days * 100, 0.5), abs=0.01)


def test_dates_that_contradict_each_other_are_both_drawn_and_said_to(site: Site, pages_of: PagesOf) -> None:
    tree = pages_of(timeline.pages, site)["timeline.html"][1]
    event = next(each for each in tree.all("li", "moment") if each["data-node"].endswith("tr-usak#inauguration"))
    assert [squeezed(each.text()) for each in event.all("time")] == ["February 2014", "2016"]
    assert all("claimed" in bar.classes for bar in event.all("rect", "bar"))
    assert site.words("timeline.contradicted") in event.text()


# ── what is missing ──

_M = "SELECT DISTINCT ?x { ?x a mkg:Memorial FILTER NOT EXISTS { %s } }"
LACKS = {
    "point": _M % "?x schema:geo ?y",
    "date": _M % "?x (mkg:inauguration|mkg:construction)/mkg:edtf ?y",
    "creator": _M % "?x schema:creator ?y",
    "inscription": _M % "?x mkg:inscription ?y",
    "position": _M % "?x schema:containedInPlace*/schema:geo ?y",
    "name": _M
    % "{ ?x schema:name|schema:alternateName ?y } UNION { GRAPH ?g { ?x schema:name|schema:alternateName ?y } }",
    "contradiction": "SELECT DISTINCT ?x { ?c mkg:relation mkg:disjoint ; schema:about ?x }",
    "undecided": "SELECT ?x { ?x mkg:decision mkg:undecided }",
    "unbuilt": "SELECT ?x { ?x a mkg:Proposal FILTER NOT EXISTS { ?x mkg:realizedBy ?y } }",
    "licence": "SELECT ?x { ?x a mkg:Source FILTER NOT EXISTS { ?x <http://purl.org/dc/terms/license> ?y } }",
    "alone": "SELECT ?x { ?x a mkg:Memorial . GRAPH ?g { ?x a mkg:Memorial } } GROUP BY ?x HAVING (COUNT(DISTINCT ?g) = 1)",
    "link": """SELECT ?x { VALUES ?k { mkg:Memorial schema:Person schema:Organization schema:Place } ?x a ?k
      FILTER NOT EXISTS { ?x schema:sameAs ?y } }""",
}


@pytest.mark.parametrize("check", LACKS)
def test_what_is_missing_is_what_the_graph_lacks(
    check: str, site: Site, pages_of: PagesOf, ask: Callable[[str], Answer]
) -> None:
    found = pages_of(missing.pages, site)
    path = f"missing/{check}.html" if f"missing/{check}.html" in found else missing.FIRST
    if path == missing.FIRST:
        gap = next(each for each in found[path][1].all("section", "gap") if each["aria-labelledby"] == check)
        shown = [each for ul in gap.all("ul", "columns") for each in links(path, ul)]
    else:
        shown = [each for ul in found[path][1].all("ul", "cards") for each in links(path, ul)]
    lacking = [f"{site.catalogue.name(plain(row[0]))}.html" for row in ask(LACKS[check]).rows]
    assert Counter(shown) == Counter(lacking)
    gap = next(each for each in found[missing.FIRST][1].all("section", "gap") if each["aria-labelledby"] == check)
    assert f"{len(lacking)} of " in gap.text()


def test_positions_that_are_rough_or_unknown_are_those_of_the_bundled_query(
    site: Site, pages_of: PagesOf, ask: Callable[[str], Answer]
) -> None:
    tree = pages_of(missing.pages, site)[missing.FIRST][1]
    gaps = [each for each in tree.all("section", "gap") if each["aria-labelledby"] in ("position", "rough")]
    shown = {each for gap in gaps for ul in gap.all("ul", "columns") for each in links(missing.FIRST, ul)}
    text = next(each.text for each in list_queries() if each.name == "quality-missing-coordinates")
    assert shown == {f"{site.catalogue.name(plain(row[0]))}.html" for row in ask(text).rows}


# ── queries ──


def test_every_bundled_query_has_its_page_with_the_rows_that_it_answers(
    site: Site, pages_of: PagesOf, built: Path
) -> None:
    found = pages_of(queries.pages, site)
    store, names = open_store(built / STORE), Names(site.ontology.prefixes, site.catalogue.base)
    for query in list_queries():
        tree = main(found[f"queries/{query.name}.html"][1])
        assert query.text in [each.text() for each in tree.all("code")]
        if query.federated:
            assert not [*tree.all("table", "answers")]
            continue
        answer = run(query, store, names=names)
        tables = [*tree.all("table", "answers")]
        if answer.form == "select":
            rows = [[*row.all("td")] for row in tables[0].one("tbody").all("tr")] if tables else []
            assert len(rows) == min(len(answer.rows), ROWS_SHOWN)
            assert str(len(answer.rows)) in tree.text()
            for cells, terms in zip(rows, answer.rows, strict=False):
                _check_cells(site, f"queries/{query.name}.html", cells, terms)
        else:
            assert "\n".join(answer.triples) in [each.text() for each in tree.all("code")]


def _check_cells(site: Site, path: str, cells: list[Element], terms: tuple[str | None, ...]) -> None:
    assert len(cells) == len(terms)
    for cell, term in zip(cells, terms, strict=True):
        if term is None:
            assert not squeezed(cell.text())
        elif term.startswith("<") and site.has_page(site.catalogue.name(unwrap(term))):
            assert [f"{site.catalogue.name(unwrap(term))}.html"] == links(path, cell)
        elif term.startswith('"') and len(plain(term)) < 300 and "EDTF" not in term:
            assert squeezed(plain(term)) == squeezed(cell.text())


def test_the_whole_answer_lies_beside_the_page_of_its_query(site: Site, pages_of: PagesOf, tmp_path: Path) -> None:
    assert [*write_answers(site, tmp_path)] == []
    for path, (_, tree) in pages_of(queries.pages, site).items():
        beside = [each for each in links(path, main(tree)) if each.endswith((".csv", ".nt"))]
        assert len(beside) == (path not in ("queries/index.html", "queries/federated-wikidata.html"))
        assert all((tmp_path / each).is_file() for each in beside)
    differ = (tmp_path / "queries/where-sources-differ.csv").read_text(encoding="utf-8-sig").splitlines()
    assert differ[0] == "memorial,name,key,relation,explanation"
    assert len(differ) == 11


def test_a_query_says_how_to_open_it_and_how_to_ask_it_from_a_program(site: Site, pages_of: PagesOf) -> None:
    tree = main(pages_of(queries.pages, site)["queries/in-place.html"][1])
    (editor,) = (each["href"] for each in tree.all("a") if "sparql.html" in each["href"])
    query = next(each for each in list_queries() if each.name == "in-place")
    assert unquote(editor.partition("#query=")[2]) == query.text
    assert "api/in-place?in=wd%3AQ3640" in tree.text()


# ── ontology ──


def test_each_term_of_the_vocabulary_has_its_anchor(site: Site, pages_of: PagesOf) -> None:
    tree = pages_of(ontology.pages, site)["ontology.html"][1]
    ids = Counter(each["id"] for each in tree.all() if each["id"])
    assert max(ids.values()) == 1
    vocabulary = Graph().parse(data=resources.text("ontology", "vocabulary.ttl"), format="turtle")
    ours = {str(each) for each in vocabulary.subjects() if isinstance(each, URIRef) and "ontology#" in str(each)}
    assert len(ours) > 100
    assert {each.partition("#")[2] for each in ours} <= ids.keys()
    assert not [each for each in tree.all("a") if each["href"].startswith("#") and unquote(each["href"][1:]) not in ids]


def test_each_key_of_each_shape_is_said_with_its_term_and_its_message(site: Site, pages_of: PagesOf) -> None:
    tree = pages_of(ontology.pages, site)["ontology.html"][1]
    for shape in site.ontology.shapes.values():
        for key in shape.keys.values():
            row = tree.one("tr", id=f"key-{shape.name}-{key.name}")
            said = squeezed(row.text())
            told = [squeezed(key.message), squeezed(key.description), *(f"{word} " for word in key.choices)]
            assert [each for each in told if each not in said] == []


def test_a_term_that_the_data_use_has_an_example_of_its_use(site: Site, pages_of: PagesOf) -> None:
    tree = pages_of(ontology.pages, site)["ontology.html"][1]
    for local in ("Memorial", "sculptor", "disjoint", "Evidence", "undecided", "built"):
        (example,) = (each for each in links("ontology.html", tree.one("section", id=local)) if "/" in each)
        quads = site.catalogue.quads(example.removesuffix(".html"))
        assert any(site.path(f"mkg:{local}") in (unwrap(q.predicate), q.object[1:-1]) for q in quads)


# ── about the data ──


def test_the_numbers_about_the_data_are_those_of_the_graph(
    site: Site, pages_of: PagesOf, ask: Callable[[str], Answer], built: Path
) -> None:
    tree = main(pages_of(dataset.pages, site)["dataset.html"][1])
    counts, relations, outcomes, results = (
        {squeezed(row.one("dt").text()): int(row.one("dd").text()) for row in dl.all("div")}
        for dl in tree.all("dl", "facts")
    )
    for kind, cls in (
        ("memorial", "mkg:Memorial"),
        ("person", "schema:Person"),
        ("place", "schema:Place"),
        ("record", "mkg:Record"),
    ):
        assert counts[site.words(f"nav.{kind}")] == len(ask(f"SELECT DISTINCT ?x {{ ?x a {cls} }}").rows)
    assert sum(relations.values()) == sum(site.summary.comparisons.values())
    assert [*outcomes.values()] == [21, 2, 1]
    assert {*results.values()} == {0}
    for path in ("dataset.ttl", "dataset.nq"):
        row = next(each for each in tree.all("tr") if path in each.text())
        assert f"{round((built / path).stat().st_size / 1000)} kB" in squeezed(row.text())
