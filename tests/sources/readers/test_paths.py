import pickle

import pytest

from memorial_kg.errors import UsageError
from memorial_kg.sources.readers import Text, values_at
from memorial_kg.sources.readers.finding import unique

ROW = {
    "name": "A",
    "Date (start)": "1920",
    "a.b": "plain",
    "a": {"b": "nested", "c.d": {"e": "odd"}, 'q"q': "quoted"},
    "images": [{"url": "u0", "tags": ["x", "y"]}, {"url": "u1"}, "u2"],
    "steine": [["HIER", "WOHNTE"], ["HIER"]],
    "one": {"url": "u"},
    "null": None,
    "list[0]": "column",
    "place": Text("Uşak", {"lang": "tr", "links": [{"target": "T"}]}),
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("name", ["A"]),
        ("Date (start)", ["1920"]),
        ("a.b", ["plain"]),
        ('"a".b', ["nested"]),
        ('a."b"', ["nested"]),
        ('a."c.d".e', ["odd"]),
        ('a["c.d"].e', ["odd"]),
        (r'a."q\"q"', ["quoted"]),
        ("list[0]", ["column"]),
        ("images[0].url", ["u0"]),
        ("images[-2].url", ["u1"]),
        ("images[*].url", ["u0", "u1"]),
        ("images[*].tags[*]", ["x", "y"]),
        ("images[0].tags", [["x", "y"]]),
        ("steine[*]", [["HIER", "WOHNTE"], ["HIER"]]),
        ("steine[*][1]", ["WOHNTE"]),
        ("steine[*][*]", ["HIER", "WOHNTE", "HIER"]),
        ("one[*].url", ["u"]),
        ("one.*", ["u"]),
        ("images.*", []),
        ("one[0]", [{"url": "u"}]),
        ("name[*]", ["A"]),
        ("name[0]", ["A"]),
        ("name[1]", []),
        ("name.length", []),
        ("null", [None]),
        ("null.x", []),
        ("null[*]", []),
        ("images[9]", []),
        ("none.at.all", []),
        ("place", ["Uşak"]),
        ("place.lang", ["tr"]),
        ("place.links[*].target", ["T"]),
    ],
)
def test_a_path_reaches_its_values(path: str, found: list[object]) -> None:
    assert values_at(ROW, path) == found


@pytest.mark.parametrize(
    "path", ["", ".a", "a.", "a..b", "a[", "a[x]", "a[*", 'a"b"', '"a"b', '"a', "a]", "a[1.5]", "a[99999999999]"]
)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(UsageError, match=r"path"):
        values_at(ROW, path)


def test_a_text_with_parts_is_a_text_and_travels() -> None:
    text = ROW["place"]
    assert isinstance(text, Text)
    again = pickle.loads(pickle.dumps(text))  # noqa: S301 - what was just written
    assert (text, type(again), again, again.parts) == ("Uşak", Text, text, text.parts)


def test_many_columns_of_one_name_are_named_quickly() -> None:
    names = unique(["", "a"] * 8000)
    assert len(set(names)) == 16_000
