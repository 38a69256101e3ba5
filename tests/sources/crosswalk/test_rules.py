"""Each mistake in a crosswalk is named at its line, and all of them in one run."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.sources.crosswalk.trying import crosswalk

from memorial_kg.errors import InputError
from memorial_kg.ontology import load_ontology
from memorial_kg.sources.crosswalk import Report, open_harvest, read_crosswalk, reference
from memorial_kg.sources.crosswalk.options import TABLES
from memorial_kg.sources.crosswalk.reference import EXAMPLE
from memorial_kg.sources.crosswalk.toml_lines import lines_of
from memorial_kg.sources.readers import READERS

NAME = '[[harvest.keys]]\nkey = "name"\ncolumn = "title"\n'


def refused(folder: Path, rules: str, more: str = "") -> list[str]:
    with pytest.raises(InputError) as error:
        crosswalk(folder, rules, more)
    return [str(problem).replace(f"{folder}/", "") for problem in error.value.problems]


@pytest.mark.parametrize(
    ("rule", "line", "says"),
    [
        pytest.param('key = "nmae"\ncolumn = "a"', 11, "there is no key 'nmae'; expected a key of Memorial; did you mean 'name'?", id="an unknown key"),
        pytest.param('key = "inauguration.dat"\ncolumn = "a"', 11, "did you mean 'date'?", id="an unknown key of a part"),
        pytest.param('key = "name.en"\ncolumn = "a"', 11, "no key inside `name`", id="a path into a text"),
        pytest.param('key = "addresses"\ncolumn = "a"', 11, "is made of parts; expected one of its keys, such as addresses.text", id="a part as a whole"),
        pytest.param('key = "name"\ncolum = "a"', 12, "did you mean 'column'?", id="an unknown word"),
        pytest.param('key = "name"', 10, "it says nothing of where the value stands", id="no source of the value"),
        pytest.param('key = "name"\ncolumn = "a"\nconstant = "b"', 13, "`column` and `constant` stand here", id="two sources"),
        pytest.param('key = "name"\ncolumn = 3', 12, "3 cannot be read; expected a text", id="a wrong type"),
        pytest.param('key = "name"\ncolumn = "a"\nas = "date"', 13, "`name` cannot be read as date; expected text", id="a date for a text"),
        pytest.param('key = "name"\ncolumn = "a"\nas = "txt"', 13, "did you mean 'text'?", id="an unknown way of reading"),
        pytest.param('key = "name"\ncolumn = "a"\nunit = "m"', 13, "it says nothing for a text", id="a unit for a text"),
        pytest.param('key = "height"\ncolumn = "a"\nunit = "cubit"', 13, "'cubit' is not a unit", id="an unknown unit"),
        pytest.param('key = "name"\ncolumn = "a"\nregex = "("', 13, "is not a regular expression", id="a broken regular expression"),
        pytest.param('key = "name"\npath = "a..b"', 12, "harvest.keys[1].path", id="a broken path"),
        pytest.param('key = "name"\ntemplate = "{a|slgu}"', 12, "did you mean 'slug'?", id="an unknown filter"),
        pytest.param('key = "name"\ntemplate = "{a"', 12, "a brace without a partner", id="a brace left open"),
        pytest.param('key = "name"\ncolumn = "a"\nlanguage = "english"', 13, "did you mean 'en'?", id="a language by its name"),
        pytest.param('key = "name"\ncolumn = "a"\nlookup = "kinds"', 13, "there is no table [harvest.lookup.kinds]", id="no such table"),
        pytest.param('key = "name"\ncolumn = "a"\nunknown = "keep"', 13, "it says nothing without `lookup`", id="unknown without a table"),
        pytest.param('key = "name"\ncolumn = "a"\nunmatched = "keep"', 13, "it says nothing without `regex`", id="unmatched without a pattern"),
        pytest.param('key = "country"\ncolumn = "a"\nid = "person/{value|slug}"', 13, "expected place/…", id="an id of a wrong kind"),
        pytest.param('key = "coordinates"\ncolumn = "a"', 10, "coordinate-order: is missing", id="no order of coordinates"),
        pytest.param('key = "coordinates.latitude"\ncolumn = "a"', 11, "nothing gives `coordinates.longitude`", id="half a point"),
        pytest.param('key = "addresses.street"\ncolumn = "a"', 11, "nothing gives `addresses.text`", id="a part without what it needs"),
        pytest.param('key = "name"\ncolumn = "a"\nsplit = { quoting = true }', 13, "it does not say what stands between", id="a split by nothing"),
        pytest.param('key = "name"\ncolumn = "a"\nsplit = { bye = ";" }', 13, "did you mean 'by'?", id="an unknown word of split"),
        pytest.param('key = "name"\ncolumn = "a"\nwhen = [{ column = "b" }]', 13, "a condition lacks something", id="a condition without a test"),
        pytest.param('key = "coordinates.latitude"\ncolumn = "a"\ndecimals = 99', 13, "more than anybody measures", id="too many decimals"),
        pytest.param('key = "name"\ncolumn = "a"\npart = "A b"', 13, "cannot be an id", id="a part that is no id"),
        pytest.param('key = "kinds"\nconstant = "monumnt"', 12, "did you mean 'monument'?", id="a constant that is no word"),
        pytest.param('key = "country"\nconstant = "place/United States"', 12, "cannot be an id", id="a constant that is no id"),
        pytest.param('key = "sameAs"\nconstant = ["https://a.example/", "x"]', 12, "'x' is not an IRI", id="one of two constants"),
        pytest.param('key = "inauguration.date"\ncolumn = "a"\ndefault = "long ago"', 13, "'long ago'", id="a default that is no date"),
        pytest.param('key = "coordinates.latitude"\nconstant = "x"\n[[harvest.keys]]\nkey = "coordinates.longitude"\nconstant = "1"\n[[harvest.keys]]\nkey = "coordinates.method"\nconstant = "y"', 12, "'x' is not a decimal number", id="a constant inside a part"),
        pytest.param('key = "kinds"\ncolumn = "a"\nlookup = "k"\n[harvest.lookup.k]\n"Bust" = "satue"', 13, "did you mean 'statue'?", id="a meaning that is no word"),
        pytest.param('key = "name"\ncolumn = "a"\n[harvest.lookup.k]\n"Bust" = "statue"', 13, "no rule asks this table", id="a table that nobody asks"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_named_at_its_line(tmp_path: Path, rule: str, line: int, says: str) -> None:
    problems = refused(tmp_path, f"[[harvest.keys]]\n{rule}\n")
    assert any(problem.startswith(f"source.toml:{line}: ") and says in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("source", "says"),
    [
        pytest.param("[harvest", "cannot be read", id="broken TOML"),
        pytest.param("title = 'x'", "harvest: is missing", id="no rules"),
        pytest.param("[harvest]\nformat = 'cvs'\nlanguage = 'en'", "source.toml:2: harvest.format: the format 'cvs' is not known", id="an unknown format"),
        pytest.param("[harvest]\nformat = 'csv'\nlanguage = 'en'\nformt = 1", "source.toml:4: harvest.formt: is not a key here", id="an unknown word"),
        pytest.param("[harvest]\nformat = 'csv'\nlanguage = 'en'\ndate-order = 'us'", "source.toml:4: harvest.date-order: 'us' is not known", id="an unknown order"),
        pytest.param("[harvest]\nformat = 'csv'\nlanguage = 'en'\ntwo-digit-years = '19'", "source.toml:4: harvest.two-digit-years", id="a century that is none"),
        pytest.param("[harvest]\nformat = 'csv'\nlanguage = 'en'\n[harvest.record]\nkey = '{id}'\nabout = 'monument/{id}'", "source.toml:6: harvest.record.about: 'monument/{id}' is not the id of such a thing", id="an unknown kind of thing"),
        pytest.param("[harvest]\nformat = 'csv'\nlanguage = 'en'\n[harvest.record]\nabout = 'memorial/{id}'", "harvest.record.key: is missing", id="no key"),
        pytest.param("[harvest]\nformat = 'csv'\nlanguage = 'en'\n[harvest.record]\nkey = 'x'\nabout = 'memorial/{id}'", "source.toml:5: harvest.record.key: it is the same for every row", id="one key for all"),
        pytest.param("[harvest]\nformat = 'csv'\nlanguage = 'en'\n[harvest.record]\nkey = '{id}'\nabout = 'memorial/{id}'", "there is no rule for any key", id="no rule"),
        pytest.param("[harvest]\nformat = 'csv'\nlanguage = 'en'\nheader-row = 'two'", "source.toml:4: harvest.header-row: 'two' cannot be read; expected a whole number", id="a word for a number"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_head_is_named_at_its_line(tmp_path: Path, source: str, says: str) -> None:
    (tmp_path / "source.toml").write_text(source, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_crosswalk(tmp_path / "source.toml", load_ontology(), READERS)
    assert says in str(error.value)


def test_many_mistakes_are_named_in_one_run(tmp_path: Path) -> None:
    rule = '[[harvest.keys]]\nkey = "nmae"\ncolumn = "a"\n[[harvest.keys]]\nkey = "name"\nunit = "x"\n'
    assert len(refused(tmp_path, rule, 'formt = "x"')) >= 4


def test_a_column_that_a_table_does_not_have_is_named_at_the_line_of_its_rule(tmp_path: Path) -> None:
    crosswalk(tmp_path, NAME.replace("title", "titel"), file_format="csv")
    (tmp_path / "a.csv").write_text("id,title\n1,A\n", encoding="utf-8")
    with Report("x") as report, pytest.raises(InputError) as error:
        [*open_harvest(tmp_path, [str(tmp_path / "a.csv")], load_ontology(), report)]
    assert "source.toml:12: harvest.keys[1].column: there is no column 'titel'" in str(error.value)
    assert "did you mean 'title'?" in str(error.value)


def test_lines_are_found_behind_texts_of_several_lines() -> None:
    text = 'a = """\n[harvest]\nb = 1\n"""\n[harvest]\n"two words" = 2\n[[harvest.keys]]\n[[harvest.keys]]\nx.y = 1\n'
    found = lines_of(text)
    assert found == {
        "a": 1, "harvest": 5, "harvest.two words": 6, "harvest.keys[1]": 7, "harvest.keys[2]": 8, "harvest.keys[2].x.y": 9
    }  # fmt: skip


def test_the_reference_says_every_word_that_is_checked() -> None:
    told = "\n".join(reference(READERS))
    for _, options in TABLES.values():
        for name, option in options.items():
            assert f"\n  {name}\n      {option.says}\n" in told


def test_every_example_of_the_reference_is_toml_for_its_word() -> None:
    for _, options in TABLES.values():
        for name, option in options.items():
            said = tomllib.loads(option.example)
            assert name in said or "harvest" in said


def test_the_example_of_the_reference_is_a_crosswalk(tmp_path: Path) -> None:
    path = tmp_path / "source.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    assert len(read_crosswalk(path, load_ontology(), READERS).keys) == EXAMPLE.count("[[harvest.keys]]")
