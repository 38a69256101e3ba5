from pathlib import Path

import pytest
from tests.sources.readers.reading import problems_of, rows_of, values_of

from memorial_kg.sources.readers import values_at

LIST = """Intro with {{flag|Germany}}.
== Mitte ==
{| class="wikitable sortable"
|+ Memorials
! Name !! Photo !! Place
|-
| rowspan="2" | [[Foo bar|Foo]] || [[Datei:X.jpg|100px]] || {{Coordinate|NS=52/31|EW=13/24}}<br />Street 1<ref>Seen 2014.</ref>
|-
| '''bold''' &nbsp;x, {{sortname|John|Doe}} || [https://example.org/a site]
|-
| colspan="2" | both || last<!-- nothing -->
|}
== Süd ==
<div>
{|
! rowspan=2 | Name !! colspan=2 | Date
|-
! from !! to
|-
! A
| 1920 || 1930
|}
</div>
"""


def test_tables_are_laid_out(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "Memorials of a city.wiki", LIST)
    assert problems_of(rows) == []
    assert [row.locator for row in rows] == ["table 1, row 1", "table 1, row 2", "table 1, row 3", "table 2, row 1"]
    own = {"page": "Memorials of a city", "section": "Mitte"}
    assert rows[0].values == {"Name": "Foo", "Photo": "", "Place": "{{Coordinate|NS=52/31|EW=13/24}}\nStreet 1", **own}
    assert rows[1].values == {"Name": "Foo", "Photo": "bold x, John Doe", "Place": "site", **own}
    assert rows[2].values == {"Name": "both", "Photo": "both", "Place": "last", **own}
    assert rows[3].values == {"Name": "A", "Date / from": "1920", "Date / to": "1930", **own, "section": "Süd"}


@pytest.mark.parametrize(
    ("row", "path", "value"),
    [
        (0, "Name.links[0].target", "Foo bar"),
        (0, "Photo.files[0]", "X.jpg"),
        (0, "Place.templates[0].name", "Coordinate"),
        (0, "Place.templates[*].NS", "52/31"),
        (0, "Place.refs[*]", "Seen 2014."),
        (1, "Photo.templates[0].1", "John"),
        (1, "Place.urls[0].url", "https://example.org/a"),
        (1, "Place.wikitext", "[https://example.org/a site]"),
    ],
)
def test_what_is_more_than_words_is_reached_by_a_path(tmp_path: Path, row: int, path: str, value: str) -> None:
    assert values_at(rows_of(tmp_path, "list.wiki", LIST)[row].values, path) == [value]


PAGE = """{{Infobox monument
| name = Khojaly Memorial
| location = [[Baku]], {{flag|Azerbaijan}}
| coordinates = {{coord|40.4|49.8|display=inline}}
| designer = <!-- none -->
| image = x.jpg
}}
'''Text''' {{cite web|url=https://example.org|title=T}}
{{Memorial row|name=A|year=1.10}}
{{memorial_row|name=B|year=1992}}
"""


def test_an_infobox_is_a_row(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, "Baku.wiki", PAGE)
    assert row.locator == "Infobox monument 1"
    assert row.values == {
        "name": "Khojaly Memorial", "location": "Baku, Azerbaijan", "coordinates": "40.4 49.8", "designer": "",
        "image": "x.jpg", "page": "Baku", "template": "Infobox monument",
    }  # fmt: skip
    assert values_at(row.values, "location.links[0].target") == ["Baku"]


def test_every_use_of_a_named_template_is_a_row(tmp_path: Path) -> None:
    rows = values_of(tmp_path, "Baku.wiki", PAGE, rows="Memorial row")
    assert [(row["name"], row["year"]) for row in rows] == [("A", "1.10"), ("B", "1992")]


def test_what_is_declared_and_not_there_is_a_problem(tmp_path: Path) -> None:
    assert problems_of(rows_of(tmp_path, "a.wiki", PAGE, rows="tables")) == ["the page||there is no table in it"]
    assert problems_of(rows_of(tmp_path, "a.wiki", "Text", rows="infoboxes")) == ["the page||there is no infobox in it"]
    assert problems_of(rows_of(tmp_path, "a.wiki", "Text", rows="Row")) == ["the page||the template 'Row' is not in it"]


def test_rows_of_other_lengths_say_so(tmp_path: Path) -> None:
    table = "{|\n! a !! b !! c\n|-\n| 1 || 2\n|-\n| 1 || 2 || 3 || 4\n|-\n| colspan=3 | Letter B\n|}"
    assert problems_of(rows_of(tmp_path, "a.wiki", table)) == [
        "table 1, row 1||only 2 cells where the header has 3",
        "table 1, row 2||4 cells where the header has 3",
        "table 1, row 3||one cell spans the whole row: 'Letter B'",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '{|\n! a\n|-\n| colspan="99999" | x\n|-\n| rowspan="99999" colspan="99999" | y\n|}',
        "{{" * 5000,
        "[[" * 5000 + "{|" * 500,
        "{|\n" * 300,
        "{{a|" * 200 + "}}" * 200,
        "<div>" * 3000,
    ],
)
def test_hostile_markup_ends(tmp_path: Path, markup: str) -> None:
    rows = rows_of(tmp_path, "a.wiki", markup)
    assert all(len(row.values) < 1100 for row in rows)


EXPORT = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11"><siteinfo><sitename>W</sitename></siteinfo>
<page><title>Baku</title><ns>0</ns><id>7</id><revision><id>1</id><text>old</text></revision>
<revision><id>2</id><text xml:space="preserve">{{Infobox monument|name=A &amp; B}}</text></revision></page>
<page><title>Other</title><ns>0</ns><id>8</id><redirect title="Baku" /><revision><text>#REDIRECT [[Baku]]</text></revision></page>
<page><title>Plain</title><ns>0</ns><id>9</id><revision><text>Text</text></revision></page>
<page><title>Gone</title><id>10</id><revision><text deleted="deleted" /></revision></page></mediawiki>"""


def test_an_export_gives_its_pages(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "export.xml", EXPORT)
    assert rows[0].values == {"name": "A & B", "page": "Baku", "page id": "7", "template": "Infobox monument"}
    assert rows[0].locator == "page 'Baku', Infobox monument 1"
    assert problems_of(rows) == [
        "page 'Other', the page||it only leads to another page",
        "page 'Plain', the page||there is no infobox in it",
        "page 'Gone', the page||there is no infobox in it",
    ]


def test_tables_of_an_export_are_read_where_that_is_declared(tmp_path: Path) -> None:
    export = "<mediawiki><page><title>L</title><id>1</id><revision><text>{|\n! a !! page\n|-\n| 1 || 9\n|}</text></revision></page></mediawiki>"
    (row,) = values_of(tmp_path, "export.xml", export, rows="tables")
    assert row == {"a": "1", "table.page": "9", "page": "L", "page id": "1"}


@pytest.mark.parametrize("markup", ["{{Infobox x|name=A|" * 5000, "[[a|" * 20_000, "<ref>" * 20_000, "{{a|{{" * 20_000])
def test_markup_that_is_opened_without_end_is_refused_at_once(tmp_path: Path, markup: str) -> None:
    rows = rows_of(tmp_path, "endless.wiki", markup)
    assert [("left open" in problem) for problem in problems_of(rows)] == [True]
    assert rows_of(tmp_path, "good.wiki", LIST + "x<br>y <ref>seen</ref>" * 1000)
