from __future__ import annotations

import os
from pathlib import Path

import pytest

from memorial_kg.errors import InputError
from memorial_kg.ontology import load_ontology
from memorial_kg.workspace import DEFAULT_BASE, Workspace, read_workspace

ONTOLOGY = load_ontology()

GOOD = {
    "dataset.toml": 'title = "Stones"\nbase = "https://example.org/"\nmodified = 2026-01-02\n',
    "sources/list/source.toml": 'title = "A list"\nlanguage = "en"\nrights = "Not stated."\n',
    "sources/list/records.yaml": "- record: stone\n  about: memorial/stone\n  locator: line 1\n  place: place/holm\n",
    "entities/places.yaml": "- {id: place/holm, name: {en: Holm}}\n",
    "identity.yaml": "# nothing was decided\n",
}
STONE = GOOD["sources/list/records.yaml"]


def told(folder: Path, **changed: str) -> list[str]:
    """The problems of the good workspace with some files changed, without the folder in front."""
    read = workspace(folder, **changed)
    return [str(problem).replace(f"{folder.as_posix()}/", "") for problem in read.problems]


def workspace(folder: Path, **changed: str) -> Workspace:
    """`sources__list__more.yaml="…"` is that file; one without a text is left out."""
    files = GOOD | {name.replace("__", "/"): text for name, text in changed.items()}
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if text:
            file.write_text(text, encoding="utf-8")
    return read_workspace(folder, ONTOLOGY)


def test_a_good_workspace_has_no_problems(tmp_path: Path) -> None:
    read = workspace(tmp_path)
    assert read.problems == ()
    assert [record.id for record in read.records] == ["record/list/stone"]
    assert (read.dataset.title, read.dataset.base, read.dataset.modified) == (
        {"en": "Stones"},
        "https://example.org/",
        "2026-01-02",
    )
    assert [source.about for source in read.sources] == ["source/list"]
    assert read.entities.label("place/holm") == "Holm"


@pytest.mark.parametrize(
    "changed",
    [
        {"entities__more.yaml": "- {id: person/index, name: {en: Ada}}\n"},
        {"entities__more.yaml": "- {id: place/index-2, name: {en: Holm}}\n"},
        {"entities__more.yaml": "- {id: event/aux}\n"},
        {"identity.yaml": "- {id: index, kind: same, of: [memorial/stone, memorial/other], reason: {en: x}}\n"},
        {"sources__con__source.toml": 'title = "A"\nrights = "x"\n'},
        {"sources__list__more.yaml": STONE.replace("record: stone", "record: lpt1")},
    ],
    ids=str,
)
def test_what_can_have_no_page_of_its_name_is_refused_wherever_it_stands(
    tmp_path: Path, changed: dict[str, str]
) -> None:
    [problem] = [each for each in told(tmp_path, **changed) if "the name of" in each]
    assert "can be the name of a page" in problem


def test_a_bad_record_costs_no_good_one(tmp_path: Path) -> None:
    bad = "- record: bad\n  about: memorial/bad\n  nmae: {en: x}\n"
    read = workspace(tmp_path, **{"sources__list__records.yaml": bad + STONE, "sources__list__more.yaml": "- 'open\n"})
    assert [record.key for record in read.records] == ["stone"]
    assert len(read.problems) == 3


def test_where_there_is_no_workspace_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder `sources`; make one with `memorial-kg init`"):
        read_workspace(tmp_path, ONTOLOGY)
    with pytest.raises(InputError, match="there is no workspace here"):
        read_workspace(tmp_path / "nowhere", ONTOLOGY)


# ── TOML ──


CASES = {
    "no source.toml": (
        {"sources__list__source.toml": ""},
        [
            "sources/list/source.toml: list: the file is missing; expected a TOML file; see `memorial-kg init` for an example"
        ],
    ),
    "no dataset.toml": (
        {"dataset.toml": ""},
        ["dataset.toml: the file is missing; expected a TOML file; see `memorial-kg init` for an example"],
    ),
    "not TOML": (
        {"sources__list__source.toml": 'title = "A list"\nlanguage = en\n'},
        [
            'sources/list/source.toml:2: list: this is not TOML: invalid value at column 12; expected lines such as `title = "…"`; mend the line'
        ],
    ),
    "not TOML at its end": (
        {"dataset.toml": 'title = "A list"\nbase = "https://example.org/\n'},
        [
            "dataset.toml:2: this is not TOML: illegal character '\\n' at column 29; expected lines such as `title = \"…\"`; mend the line"
        ],
    ),
    "unknown keys": (
        {
            "dataset.toml": 'title = "Stones"\nlicence = "https://example.org/"\n',
            "sources__list__source.toml": 'titel = "A"\ntitle = "A"\nrights = "x"\n[document]\nflie = "a.txt"\nlines = 3\n',
        },
        [
            "dataset.toml:2: licence: there is no key 'licence'; expected one of base, creator, description, license, modified, rights, title, version; did you mean 'license'?",
            "sources/list/source.toml:1: list: titel: there is no key 'titel'; expected one of description, document, harvest, kind, language, left_out, license, rights, title; did you mean 'title'?",
            "sources/list/source.toml:5: list: document.flie: there is no key 'flie'; expected one of file, lines, sha256; did you mean 'file'?",
        ],
    ),
    "a base without a slash": (
        {"dataset.toml": 'title = "Stones"\nbase = "https://example.org"\n'},
        [
            "dataset.toml:2: base: ids cannot be appended to 'https://example.org'; expected an IRI that ends with a slash, without # and ?; write https://example.org/"
        ],
    ),
    "a base that is none": (
        {"dataset.toml": 'title = "Stones"\nbase = "example"\n'},
        [
            "dataset.toml:2: base: 'example' is not an IRI; expected an absolute IRI that begins with https:, http:, urn:, mailto:, geo:; write the whole address, from https:// on"
        ],
    ),
    "wrong kinds in TOML": (
        {
            "dataset.toml": 'title = 5\nmodified = "soon"\ncreator = ["a", "b"]\ndescription = {english = "x"}\n',
            "sources__list__source.toml": 'title = "A"\nrights = "x"\nlanguage = "English"\nlicense = "CC0"\ndocument = "a.txt"\n',
        },
        [
            'dataset.toml:1: title: no text stands here; expected a text; write `title = {en = "…"}`',
            "dataset.toml:2: modified: 'soon' is not an EDTF date; expected YYYY, YYYY-MM or YYYY-MM-DD; write it as EDTF: 2014-03-28, 2014-03, 2014, 2014? (uncertain), 2014~ (about), 2014/2016 (from, to), 201X (decade)",
            'dataset.toml:3: creator: several values stand here; expected one value; write `creator = "…"`',
            "dataset.toml:4: description: 'english' is not a language tag; expected a BCP 47 tag such as en, en-GB or az-Latn (und if the language is not known); did you mean 'en'?",
            "sources/list/source.toml:3: list: language: 'English' is not a language tag; expected a BCP 47 tag such as en, en-GB or az-Latn (und if the language is not known); did you mean 'en'?",
            "sources/list/source.toml:4: list: license: 'CC0' is not an IRI; expected an absolute IRI that begins with https:, http:, urn:, mailto:, geo:; write the whole address, from https:// on",
            "sources/list/source.toml:5: list: document: no table stands here; expected a table `[document]`; see `memorial-kg init` for an example",
        ],
    ),
    "a checksum that is none": (
        {"sources__list__source.toml": 'title = "A"\nrights = "x"\n[document]\nfile = "a.txt"\nsha256 = "abc"\n'},
        [
            "sources/list/source.toml:5: list: document.sha256: 'abc' does not fit here; a SHA-256 checksum is 64 hexadecimal digits"
        ],
    ),
    "a folder that is no id": (
        {"sources__My List__source.toml": 'title = "A"\n'},
        [
            "sources/My List/source.toml:1: My List: the folder of a source gives it its id: 'My List' cannot be an id; expected small letters a to z and digits, in words joined by single hyphens, such as tr-usak; rename the folder; write my-list"
        ],
    ),
    "an id in two files": (
        {"sources__list__more.jsonl": '\n{"record": "stone", "about": "memorial/other", "locator": "line 2"}\n'},
        [
            "sources/list/records.yaml:1: stone: 'record/list/stone' stands already at sources/list/more.jsonl:2; expected an id of its own; give one of them another id"
        ],
    ),
    "an entity twice": (
        {"entities__more.yaml": "- {id: place/holm, name: {sv: Holm}}\n"},
        [
            "entities/places.yaml:1: place/holm: 'place/holm' stands already at entities/more.yaml:1; expected an id of its own; give one of them another id"
        ],
    ),
    "an entity without a name": (
        {
            "entities__more.yaml": "- {id: person/ada}\n- {id: event/flood}\n- {name: {en: X}}\n- {id: memorial/x, name: {en: X}}\n"
        },
        [
            "entities/more.yaml:1: person/ada: it has no name; expected `name: {en: …}`; add the name by which people know it",
            "entities/more.yaml:3: it has no `id`; expected person/… or organization/… or place/… or event/…; add `id: …`",
            "entities/more.yaml:4: memorial/x: id: 'memorial/x' is not such an id; expected person/… or organization/… or place/… or event/…; write the id of a thing that fits here",
        ],
    ),
    "things that nobody describes": (
        {
            "sources__list__more.yaml": "- record: other\n  about: memorial/other\n  locator: line 2\n  near: [place/holm, place/hlom]\n"
            "  sculptors: {id: person/ada, name: {en: Ada}}\n  creators: [person/ada, person/bob]\n"
            "  events:\n    - id: one\n      concerns: ['#one', memorial/stone, record/list/ston, place/x]\n"
            "  statements: [{quote: {en: x}, speaker: source/lsit}]\n",
            "entities__places.yaml": "- {id: place/holm, name: {en: Holm}, place: place/tr-zonguldak}\n",
        },
        [
            "entities/places.yaml:1: place/holm: place: 'place/tr-zonguldak' is described nowhere; expected something that entities/ or a record describes; add it to entities/, or give it a `name` here",
            "sources/list/more.yaml:4: other: near.1: 'place/hlom' is described nowhere; expected something that entities/ or a record describes; did you mean 'place/holm'?",
            "sources/list/more.yaml:6: other: creators.1: 'person/bob' is described nowhere; expected something that entities/ or a record describes; add it to entities/, or give it a `name` here",
            "sources/list/more.yaml:9: other: events.0.concerns.2: 'record/list/ston' is described nowhere; expected something that entities/ or a record describes; did you mean 'record/list/stone'?",
            "sources/list/more.yaml:9: other: events.0.concerns.3: 'place/x' is described nowhere; expected something that entities/ or a record describes; add it to entities/, or give it a `name` here",
            "sources/list/more.yaml:10: other: statements.0.speaker: 'source/lsit' is described nowhere; expected something that entities/ or a record describes; did you mean 'source/list'?",
        ],
    ),
    "decisions about what is not there": (
        {
            "identity.yaml": "- {id: a, decision: same-thing, of: [record/list/stone, record/list/stoen, memorial/nowhere], reason: {en: x}}\n"
        },
        [
            "identity.yaml:1: decision/a: of: one thing has several ids here: memorial/nowhere, memorial/stone; expected one thing with one id; write one id as `about` of every record, or change the decision",
            "identity.yaml:1: decision/a: of.1: 'record/list/stoen' is described nowhere; expected something that entities/ or a record describes; did you mean 'record/list/stone'?",
            "identity.yaml:1: decision/a: of.2: 'memorial/nowhere' is described nowhere; expected something that entities/ or a record describes; correct the id, or add the record",
        ],
    ),
    "decisions that the records deny": (
        {
            "sources__list__more.yaml": "- {record: b, about: memorial/b, locator: l}\n- {record: c, about: memorial/b, locator: l}\n",
            "identity.yaml": "- id: a\n  decision: same-thing\n  of: [record/list/stone, record/list/b]\n  reason: {en: x}\n"
            "- id: b\n  decision: distinct\n  of: [record/list/b, record/list/c]\n  reason: {en: x}\n"
            "- id: c\n  decision: undecided\n  of: [record/list/b]\n  reason: {en: x}\n"
            "- id: d\n  decision: maybe\n  of: [record/list/b, record/list/stone]\n",
        },
        [
            "identity.yaml:3: decision/a: of: one thing has several ids here: memorial/b, memorial/stone; expected one thing with one id; write one id as `about` of every record, or change the decision",
            "identity.yaml:7: decision/b: of: the records are all about memorial/b; expected records about different things; change `about` in one of the records, or the decision",
            "identity.yaml:11: decision/c: of: 'record/list/b' stands here alone; expected two or more records or things; add what it is compared with",
            "identity.yaml:13: decision/d: it has no `reason`; a decision has a reason with a language tag: write `reason: {en: …}`",
            "identity.yaml:14: decision/d: decision: 'maybe' is not one of the words for it; expected one of distinct, same-thing, undecided; a decision is one of same-thing, distinct, undecided",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_in_a_workspace_is_told(case: str, tmp_path: Path) -> None:
    changed, expected = CASES[case]
    assert told(tmp_path, **changed) == expected


def test_a_base_that_was_refused_is_not_used(tmp_path: Path) -> None:
    assert workspace(tmp_path, **{"dataset.toml": 'title = "a"\nbase = "nonsense"\n'}).dataset.base == DEFAULT_BASE


def test_a_proposal_that_was_realized_is_one_thing_with_two_ids(tmp_path: Path) -> None:
    more = "- {record: plan, about: proposal/stone, locator: l, status: [approved]}\n"
    identity = "- {id: a, decision: same-thing, of: [proposal/stone, memorial/stone], reason: {en: x}}\n"
    assert told(tmp_path, **{"sources__list__more.yaml": more, "identity.yaml": identity}) == []


# ── files ──


def test_records_may_lie_in_several_files_of_several_kinds(tmp_path: Path) -> None:
    files = {
        "sources__list__a.jsonl": '{"record": "a", "about": "memorial/a", "locator": "1"}\n',
        "sources__list__b.ndjson": '{"record": "b", "about": "memorial/b", "locator": "1"}\n',
        "sources__list__c.yml": "- {record: c, about: memorial/c, locator: '1'}\n",
        "sources__list__d.YAML": "- {record: d, about: memorial/d, locator: '1'}\n",
        "sources__list__corrections.yaml": "- {record: e, reason: x}\n",
        "sources__list__document.txt": "Stone: …\n",
    }
    read = workspace(tmp_path, **files)
    assert read.problems == ()
    assert sorted(record.key for record in read.records) == ["a", "b", "c", "d", "stone"]


def test_what_is_hidden_is_not_read(tmp_path: Path) -> None:
    hidden = {"sources__.git__source.toml": "=", "sources__list__._records.yaml": "\x00", "entities__.places.yaml": "'"}
    assert told(tmp_path, **hidden) == []


def test_a_link_that_leads_back_is_named(tmp_path: Path) -> None:
    workspace(tmp_path)
    (tmp_path / "sources" / "again").symlink_to("..", target_is_directory=True)
    (tmp_path / "sources" / "itself").symlink_to("itself")
    (tmp_path / "sources" / "list" / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "sources" / "list" / "nowhere.yaml").symlink_to("missing.yaml")
    found = told(tmp_path)
    assert found[0].startswith("sources/again: the link leads back")
    assert found[1].startswith("sources/list/loop.yaml: it cannot be read: ")
    assert found[2].startswith("sources/list/nowhere.yaml: it cannot be read: No such file")
    assert len(found) == 3


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    workspace(tmp_path)
    (tmp_path / "sources" / "list" / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "sources" / "list" / "pipe.yaml")
    assert [problem.partition(": ")[2] for problem in told(tmp_path)] == [
        "this is no file; expected a file of records; give it another name"
    ] * 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    workspace(tmp_path)
    (tmp_path / "sources" / "list" / "records.yaml").chmod(0)
    assert told(tmp_path)[0].startswith("sources/list/records.yaml: it cannot be read: Permission denied")


def test_a_file_name_that_no_terminal_shows_is_shown_all_the_same(tmp_path: Path) -> None:
    workspace(tmp_path)
    (tmp_path / "sources" / "list" / os.fsdecode(b"\xff.yaml")).write_text("- x\n", encoding="utf-8")
    [problem] = told(tmp_path)
    assert problem.startswith("sources/list/\\xff.yaml:1: ")


def test_a_workspace_without_records_is_told_so(tmp_path: Path) -> None:
    assert told(tmp_path, **{"sources__list__records.yaml": "# none yet\n"}) == [
        "sources: no source here has a record; write some into sources/<name>/records.yaml"
    ]
