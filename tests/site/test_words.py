"""The words of the interface: each language says the same things, in its own letters, and no word is there for nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest

from memorial_kg.ontology import Ontology, load_ontology
from memorial_kg.site.dates import date_in_words
from memorial_kg.site.pages import browse, memorials, places, search, sparql
from memorial_kg.site.settings import LANGUAGES
from memorial_kg.site.site import Site
from memorial_kg.site.words import load_words

SOURCES = Path(__file__).parents[2] / "src"
FOLDER = SOURCES / "memorial_kg" / "site" / "words"
OTHERS = sorted({path.stem for path in FOLDER.glob("*.toml")} - {"en"})

# What the ontology labels in English, so that en.toml need not.
OF_THE_ONTOLOGY = {"key", "term", "shape"}

# Names, formats and signs, which are the same in all of these languages.
THE_SAME = re.compile(
    r"(nav\.sparql|licence\..*|authority\..*|date\.(day|month|year)|number\.measure|label\.(part|quoted|source)|common\.colon"
    r"|browse\.year|memorial\.bibtex|key\.(sha256|wkt))"
)
# Words that happen to be written alike.
ALIKE = {
    "az": {
        *("month.5", "key.material", "key.radius", "key.region", "key.sponsors"),
        *("term.Q22698", "term.Q170980", "term.Q4989906"),
    },
    "de": {
        *(f"month.{number}" for number in (4, 8, 9, 11)),
        *(
            "footer.version",
            "dataset.version",
            "queries.parameter",
            "key.name",
            "key.material",
            "key.radius",
            "key.region",
        ),
        *("search.field.name", "search.field.person", "search.field.text", "shape.Person"),
        *("term.Q22698", "term.Q33506", "term.Q34095", "term.Q162875", "term.Q170980", "term.Q178743", "term.Q179700"),
        *("term.Q4989906", "term.protest"),
    },
    "tr": {"key.sponsors", "term.Q22698"},
}

# What a text may have that English has not: Turkish and Azerbaijani call a decade by its first year and its last.
BESIDES = {"date.decade": {"last"}, "timeline.decade": {"last"}}

# Names that are put together where they are used: what stands before the part that is not known until then. That part is
# a word of the programs or the templates, and they write it in quotation marks...
PUT_TOGETHER = (
    "browse.agreement.",
    "browse.by.",
    "browse.facet.",
    "browse.type.",
    "claims.",
    "dataset.severity.",
    "dataset.step-",
    "home.",
    "lists.",
    "memorial.related-",
    "memorial.",
    "missing.",
    "nav.",
    "ontology.kind.",
    "ontology.takes.",
    "proposal.",
    "relation.",
    "search.field.",
    "sparql.",
)
# ... or it comes from the data, from the ontology or out of a date.
OPEN = (
    "appears.",
    "authority.",
    "boolean.",
    "browse.not-stated.",
    "date.",
    "decision.",
    "duration.",
    "label.event-",
    "label.in-place-",
    "language.",
    "licence.",
    "month.",
    "ontology.alignment.",
    "ontology.number.",
    "position.",
    "role.",
)
WRITTEN_AS = {
    "browse.agreement.": "browse.{facet}.",
    "browse.type.": "browse.{facet}.",
    "proposal.": '(kind ~ "." ~ group)',
}


def texts(language: str) -> dict[str, str]:
    """Every text of a language by its whole name, in the order of its file."""
    return dict(flat(tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))))


def flat(table: dict[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}.")
        else:
            assert isinstance(value, str), f"{before}{name} is no text"
            yield before + name, value


def to_fill_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def of_the_interface(language: str) -> dict[str, str]:
    return {name: text for name, text in texts(language).items() if name.partition(".")[0] not in OF_THE_ONTOLOGY}


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


@pytest.fixture(scope="module")
def written() -> str:
    """The templates, the programs and the scripts in one text."""
    kinds = [("memorial_kg", "*.py"), ("memorial_kg", "*.html"), ("web/js", "*.js")]
    return "\n".join(
        path.read_text("utf-8") for folder, kind in kinds for path in sorted((SOURCES / folder).rglob(kind))
    )


def test_each_language_of_the_site_has_its_file() -> None:
    assert {*OTHERS, "en"} == {*LANGUAGES}


@pytest.mark.parametrize("language", OTHERS)
def test_each_language_has_the_words_of_english_in_the_same_order(language: str) -> None:
    mine = of_the_interface(language)
    assert not texts("en").keys() - mine.keys(), f"words/{language}.toml lacks these"
    assert not mine.keys() - texts("en").keys(), f"words/{language}.toml has these, which English has not"
    assert [*mine] == [*texts("en")]


@pytest.mark.parametrize("language", OTHERS)
def test_each_text_has_the_places_that_are_filled_in(language: str) -> None:
    mine = texts(language)
    for name, text in texts("en").items():
        besides = to_fill_in(mine[name]) - to_fill_in(text)
        assert besides <= BESIDES.get(name, set()), f"{name}: {besides}"
        assert to_fill_in(text) <= to_fill_in(mine[name]), name


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_was_left_in_english(language: str, ontology: Ontology) -> None:
    english = texts("en") | labels(ontology)
    left = {name for name, text in texts(language).items() if text.casefold() == english[name].casefold()}
    assert {name for name in left if not THE_SAME.fullmatch(name)} == ALIKE[language]


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_no_text_holds_markup_or_loose_space(language: str) -> None:
    for name, text in texts(language).items():
        assert text, name
        assert not set("<>&\n\t\u00ad\u200b") & set(text), name
        assert text == text.strip() or name == "browse.or", name
        assert "  " not in text, name


@pytest.mark.parametrize("language", OTHERS)
def test_what_the_ontology_labels_is_labelled_in_each_language(language: str, ontology: Ontology) -> None:
    """A key by its name, unless each shape that has it names its own; a word to choose; a shape."""
    mine = {name for name in texts(language) if name.partition(".")[0] in OF_THE_ONTOLOGY}
    known = labels(ontology)
    general = {name for name in known if name.count(".") == 1}
    assert general <= mine, f"add these to words/{language}.toml"
    assert mine <= known.keys(), f"words/{language}.toml labels these, which the ontology has not"


def labels(ontology: Ontology) -> dict[str, str]:
    """What the ontology calls keys, words and shapes, by the names that they have in a file of words."""
    found = {f"term.{re.split('[/#]', iri)[-1]}": ontology.labels[iri] for iri in ontology.words}
    for shape in ontology.shapes.values():
        found[f"shape.{shape.name}"] = shape.label
        for key in shape.keys.values():
            found.setdefault(f"key.{key.name}", key.label)
            found[f"key.{shape.name}.{key.name}"] = key.label
    return found


def test_every_text_is_used(written: str) -> None:
    for name in texts("en"):
        assert used(name, written) or used(name.removesuffix(".one"), written), f"{name} is used nowhere"


def used(name: str, written: str) -> bool:
    if f'"{name}"' in written or f"'{name}'" in written or name.startswith(OPEN):
        return True
    parts = [name.removeprefix(start) for start in PUT_TOGETHER if name.startswith(start)]
    return any(re.search(f"""["'`]{re.escape(part.partition(".")[0])}["'`]""", written) for part in parts)


@pytest.mark.parametrize("start", [*PUT_TOGETHER, *OPEN])
def test_every_beginning_of_a_name_is_one_of_the_interface_and_written_somewhere(start: str, written: str) -> None:
    assert any(name.startswith(start) for name in texts("en"))
    assert re.search(f"""["'`(]{re.escape(WRITTEN_AS.get(start, start).lstrip("("))}""", written)


def test_every_name_that_is_asked_for_exists(written: str) -> None:
    """A script that asks for a name which is missing would speak English to everybody."""
    asked = re.findall(r"""\bwords?\(\s*["']([a-z-]+\.[A-Za-z0-9.-]+)["'](?!\s*[~+])""", written)
    assert len(asked) > 250
    assert not {*asked} - texts("en").keys()


def test_a_script_says_in_english_what_the_page_says(written: str) -> None:
    """What stands in a script for want of words is short, but has the same places to fill in."""
    english = texts("en")
    found = re.findall(r"""\bword\(\s*"([^"]+)",\s*"([^"]*)\"""", written)
    assert len(found) > 50
    for name, text in found:
        assert to_fill_in(text) <= to_fill_in(english[name]), name


def test_decades_are_said_with_endings_that_fit_them_all() -> None:
    said = {language: date_in_words("199X", load_words(language)).text for language in LANGUAGES}
    assert said == {
        "en": "the 1990s",
        "az": "1990–1999-cu illər",
        "tr": "1990–1999 yılları",
        "de": "1990er Jahre",
    }


def test_dates_are_said_as_each_language_writes_them() -> None:
    said = {language: date_in_words("1992-02-26", load_words(language)).text for language in LANGUAGES}
    assert said == {
        "en": "26 February 1992",
        "az": "26 fevral 1992",
        "tr": "26 Şubat 1992",
        "de": "26. Februar 1992",
    }


@pytest.mark.parametrize("language", ["az", "tr"])
def test_letters_are_whole_and_those_of_the_language(language: str) -> None:
    """No letter was taken apart into a base and a mark, and Turkish has no letters that are Azerbaijani only."""
    text = "".join(texts(language).values())
    assert not re.search("[\u0300-\u036f]", text)
    assert set("ıİğş") <= set(text)
    assert ("ə" in text) == (language == "az")


@pytest.mark.parametrize("section", [browse, memorials, places, search, sparql], ids=lambda each: each.__name__)
def test_a_page_hands_its_scripts_the_words_that_they_ask_for(section: ModuleType, site: Site) -> None:
    scripted = [page for page in section.pages(site) if page.scripts]
    assert scripted
    for page in scripted:
        for script in page.scripts:
            assert asked_by(SOURCES / "web" / "js" / script) <= {*page.words}, f"{page.path}: {script}"


def asked_by(script: Path, known: frozenset[Path] = frozenset()) -> set[str]:
    """The sections from which a script and what it imports take words."""
    text = script.read_text(encoding="utf-8")
    sections = set(re.findall(r"""\bword\(\s*["'`]([a-z-]+)\.""", text))
    for name in re.findall(r"""\bfrom "(\.[^"]+\.js)";""", text):
        imported = (script.parent / name).resolve()
        if imported not in known:
            sections |= asked_by(imported, known | {script, imported})
    return sections
