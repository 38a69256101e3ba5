"""What is invented here is plainly so; the real files are those beside the checkout, where there are any."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memorial_kg.errors import InputError
from memorial_kg.ontology import Ontology, load_ontology
from memorial_kg.records import Record
from memorial_kg.sources.crosswalk import Report, open_harvest
from memorial_kg.sources.crosswalk.proposing import propose
from memorial_kg.sources.crosswalk.proposing.guess import toml
from memorial_kg.sources.crosswalk.proposing.names import language_of, role_of
from memorial_kg.sources.crosswalk.proposing.profiles import Column
from memorial_kg.sources.readers import ReadingRules

DATASETS = Path(__file__).resolve().parents[3].parent / "shared" / "datasets"

ENGLISH = """\
ID,Title,Artist,Year,Dedicated,Lat,Lon,Street Address,City,Type,Height (ft),Status,Web,Modified
A-1,Sample monument of the harbour,Ada Specimen; Bo Specimen,1990,3/14/2003,52.1,4.9,Sample Street 1,Sampletown,Monument,10,in place,https://example.org/1,2020-01-01 10:00
A-2,Stone for the ferry and its crew,Bo Specimen,1992,4/5/2003,52.2,4.8,Sample Street 2,Sampletown,Plaque,8.5,in place,https://example.org/2,2020-01-01 10:00
A-3,Column at the gate of the park,NA,NA,12/30/1999,52.3,-4.7,NA,Sampletown,Mural,,lost,https://example.org/3,2020-01-01 10:00
A-4,The statue by the river,Ada Specimen,1995,6/6/2006,52.4,4.6,Sample Street 4,Sampletown,Statue,12,in place,https://example.org/4,2020-01-01 10:00
"""


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


def proposed(folder: Path, content: str, name: str = "works.csv") -> dict[str, Any]:
    """The `[harvest]` table that is proposed for a file with this content."""
    (folder / name).write_text(content, encoding="utf-8")
    harvest: dict[str, Any] = tomllib.loads(propose([name], folder=folder))["harvest"]
    return harvest


def rules_of(harvest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {rule["key"]: rule for rule in harvest.get("keys", [])}


def harvested(folder: Path, words: list[str], ontology: Ontology) -> tuple[list[Record], Report]:
    """What the proposal makes of its own source; reading it is part of this."""
    home = folder / "sources" / "tried"
    home.mkdir(parents=True, exist_ok=True)
    (home / "source.toml").write_text(propose(words), encoding="utf-8")
    with Report("tried") as report:
        done = [each.record for each in open_harvest(home, words, ontology, report)]
    return [record for record in done if record is not None], report


def reasons(folder: Path, content: str, name: str = "works.csv") -> str:
    (folder / name).write_text(content, encoding="utf-8")
    return propose([name], folder=folder)


def column(name: str, **values: int) -> Column:
    made = Column(name, nested=False)
    made.values.update(values)
    return made


# -- the whole ---------------------------------------------------------------------------------------------------------


def test_a_small_table_becomes_rules_that_make_a_record_of_each_row(tmp_path: Path, ontology: Ontology) -> None:
    rules = rules_of(harvest := proposed(tmp_path, ENGLISH))
    assert harvest["language"] == "en"
    assert harvest["nulls"] == ["NA"]
    assert harvest["record"]["key"] == "{ID|slug}"
    assert harvest["record"]["about"] == "memorial/works-{ID|slug}"
    assert rules["name"]["column"] == "Title"
    assert rules["creators"] == {"key": "creators", "column": "Artist", "split": ";", "id": "person/works-{value|slug}"}
    assert rules["construction.date"]["column"] == "Year"
    assert rules["inauguration.date"] == {"key": "inauguration.date", "column": "Dedicated", "date-order": "mdy"}
    assert (rules["coordinates.latitude"]["column"], rules["coordinates.longitude"]["column"]) == ("Lat", "Lon")
    assert rules["addresses.text"]["column"] == rules["addresses.street"]["column"] == "Street Address"
    assert rules["addresses.locality"]["column"] == "City"
    assert rules["height"] == {"key": "height", "column": "Height (ft)", "unit": "ft"}
    assert harvest["lookup"]["kinds"] == {"Monument": "monument", "Plaque": "plaque", "Mural": [], "Statue": "statue"}
    assert not {"status", "sameAs"} & rules.keys()
    records, report = harvested(tmp_path, [str(tmp_path / "works.csv")], ontology)
    assert len(records) == report.rows == 4
    assert records[0].claims["inauguration"]


def test_every_guess_stands_beside_its_reason(tmp_path: Path) -> None:
    text = reasons(tmp_path, ENGLISH)
    assert "# Proposed from 4 rows of works.csv." in text
    assert "# ID gives 4 of 4 rows a name of their own" in text
    assert '# "NA" stands in 3 cells, of ' in text
    assert "# 3 of 3 values look like years" in text
    assert "# the order is mdy: in 2 dates the second number is above 12, in none the other" in text
    assert "# 1 of 3 cells have a `;`" in text
    assert "# the name of the column says that the unit is ft" in text
    assert "# 3 of 4 words name a kind that is known; [] leaves a word out" in text
    assert "# Modified: 4 values: 2020-01-01 10:00" in text
    assert "# ID: " not in text
    assert "# Web: 4 values: https://example.org/1 | https://example.org/2" in text


def test_rules_that_may_be_meant_are_left_as_comments(tmp_path: Path) -> None:
    text = reasons(tmp_path, ENGLISH)
    assert '# [[harvest.keys]]\n# key = "status"\n# column = "Status"\n' in text


GERMAN = """\
Nummer;Titel;Bildhauer;Einweihung;Breitengrad;Längengrad;Inschrift
1;Gedenkstein für die Fähre;Ada Muster;26. März 1992;52,1;4,9;DEN TOTEN DER FÄHRE
2;Das Denkmal und der Brunnen;Bo Muster;8. Mai 1993;52,2;4,8;ZUM ANDENKEN
"""

TURKISH = """\
No\tEser Adı\tHeykeltıraş\tYapım Yılı\tEnlem\tBoylam
7\tÖrnek anıtı ve bir çeşme\tAda Örnek\t1992\t41.1\t29.1
8\tBu anıt için bir taş\tBo Örnek\t1993\t41.2\t29.2
"""


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("liste.csv", GERMAN, {"name": "Titel", "sculptors": "Bildhauer", "inauguration.date": "Einweihung",
                               "inscriptions.text": "Inschrift"}),
        ("liste.tab", TURKISH, {"name": "Eser Adı", "sculptors": "Heykeltıraş", "construction.date": "Yapım Yılı",
                                "coordinates.latitude": "Enlem", "coordinates.longitude": "Boylam"}),
        ("es.csv", "Id,Nombre,Escultor,Año,Ubicación\n1,El busto de la plaza,Ada,1992,en la plaza\n2,La fuente,Bo,1993,el parque\n",
         {"name": "Nombre", "sculptors": "Escultor", "construction.date": "Año", "siting": "Ubicación"}),
        ("fr.csv", "Id,Titre,Sculpteur,Année,Adresse\n1,La stèle,Ada,1992,1 rue de la Gare\n2,Le puits,Bo,1993,2 rue du Port\n",
         {"name": "Titre", "sculptors": "Sculpteur", "construction.date": "Année", "addresses.text": "Adresse"}),
        ("ru.csv", "Номер,Название,Скульптор,Год,Адрес\n1,Памятник,Ада,1992,ул. Первая\n2,Камень,Бо,1993,ул. Вторая\n",
         {"name": "Название", "sculptors": "Скульптор", "construction.date": "Год", "addresses.text": "Адрес"}),
        ("nl.csv", "Id,Naam,Beeldhouwer,Onthulling,Materiaal\n1,Zuil,Ada,26 mei 1992,brons\n2,Steen,Bo,27 mei 1993,steen\n",
         {"name": "Naam", "sculptors": "Beeldhouwer", "inauguration.date": "Onthulling", "materialWording": "Materiaal"}),
        ("bs.csv", "Broj,Naziv,Kipar,Godina,Natpis\n1,Spomenik,Ada,1992,POGINULIMA\n2,Ploča,Bo,1993,U SPOMEN\n",
         {"name": "Naziv", "sculptors": "Kipar", "construction.date": "Godina", "inscriptions.text": "Natpis"}),
        ("az.csv", "Nömrə,Abidənin adı,Heykəltəraş,Tikilmə ili\n1,Daş,Ada,1992\n2,Sütun,Bo,1993\n",
         {"name": "Abidənin adı", "sculptors": "Heykəltəraş", "construction.date": "Tikilmə ili"}),
        ("pt.csv", "Número,Título,Escultor,Data de inauguração\n1,Coluna,Ada,14/03/1992\n2,Busto,Bo,25/12/1993\n",
         {"name": "Título", "sculptors": "Escultor", "inauguration.date": "Data de inauguração"}),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names_in_ten_languages(
    tmp_path: Path, ontology: Ontology, name: str, content: str, expected: dict[str, str | None]
) -> None:
    rules = rules_of(proposed(tmp_path, content, name))
    assert {key: rules[key]["column"] if key in rules else None for key in expected} == expected
    records, report = harvested(tmp_path, [str(tmp_path / name)], ontology)
    assert len(records) == report.rows == 2
    assert report.refusals == 0


def test_the_months_that_a_column_has_are_read_in_the_language_of_its_texts(tmp_path: Path, ontology: Ontology) -> None:
    rows = "".join(f"{at},De steen van het dorp en de haven nummer {at},{at} mei 1992\n" for at in range(1, 9))
    harvest = proposed(tmp_path, f"Id,Naam,Onthulling\n{rows}")
    assert harvest["language"] == "nl"
    assert rules_of(harvest)["inauguration.date"]["column"] == "Onthulling"
    assert "date-languages" not in harvest
    other = proposed(tmp_path, f"Id,Naam,Onthulling\n{rows}9,Zuil,9 Junio 1992\n")
    assert other["date-languages"] == ["nl", "es"]
    text = reasons(tmp_path, f"Id,Naam,Onthulling\n{rows}9,Zuil,9 mart 1992\n10,Zuil,soon\n")
    assert "# 1 date with words of az or bs or tr: name one in `date-languages`" in text
    assert "# 2 cannot be read: 9 mart 1992 | soon" in text


# -- what cannot be told -----------------------------------------------------------------------------------------------


def test_an_order_that_cannot_be_told_is_asked_for(tmp_path: Path) -> None:
    table = "id,name,unveiled\n1,a stone,3/4/2005\n2,a column,5/6/2007\n3,a well,7/7/2007\n"
    assert "date-order" not in rules_of(proposed(tmp_path, table))["inauguration.date"]
    text = reasons(tmp_path, table)
    assert "# the order cannot be told: 2 dates could be either" in text
    assert '# date-order = "dmy"   # or "mdy"' in text
    mixed = text = reasons(tmp_path, table + "4,a wall,25/6/2007\n5,a bust,6/25/2007\n")
    assert "date-order =" not in mixed.replace("# date-order", "")
    assert "the order cannot be told: 1 are dmy and 1 are mdy; 2 could be either" in text


def test_the_twelfth_day_may_be_a_month(tmp_path: Path) -> None:
    text = reasons(tmp_path, "id,name,unveiled\n1,a stone,12/5/2003\n2,a column,5/12/2003\n")
    assert "the order cannot be told: 2 dates could be either" in text


def test_a_column_called_after_a_date_that_holds_none_gives_none(tmp_path: Path) -> None:
    table = "id,name,year\n1,a stone,second form\n2,a column,third form\n"
    assert "construction.date" not in rules_of(proposed(tmp_path, table))
    assert "# year: 2 values: second form | third form" in reasons(tmp_path, table)


def test_years_of_two_digits_need_their_hundred_years(tmp_path: Path) -> None:
    text = reasons(
        tmp_path, "id,name,unveiled\n1,a stone,3/14/05\n2,a column,25/6/07\n3,a well,1990\n4,b,1991\n5,c,1992\n"
    )
    assert "2 have years of two digits: say in which hundred years they lie" in text
    assert '# two-digit-years = "1930"' in text


def test_two_numbers_below_ninety_have_no_order_by_themselves(tmp_path: Path) -> None:
    table = 'id,name,coordinates\n1,a stone,"52.1, 4.9"\n2,a column,"52.2, 4.8"\n'
    assert "coordinates" not in rules_of(proposed(tmp_path, table))
    assert "the order cannot be told: neither number is above 90" in reasons(tmp_path, table)
    far = 'id,name,coordinates\n1,a stone,"30.2, 120.5"\n2,a column,"30.1, 120.4"\n'
    assert rules_of(proposed(tmp_path, far))["coordinates"]["coordinate-order"] == "lat-lon"
    turned = 'id,name,coordinates\n1,a stone,"120.5, 30.2"\n2,a column,"120.4, 30.1"\n'
    assert rules_of(proposed(tmp_path, turned))["coordinates"]["coordinate-order"] == "lon-lat"


def test_well_known_text_has_the_longitude_first(tmp_path: Path, ontology: Ontology) -> None:
    table = "id,name,place\n1,a stone,POINT(4.9 52.1)\n2,a column,Point (4.8 52.2)\n"
    rules = rules_of(proposed(tmp_path, table))
    assert rules["coordinates"]["coordinate-order"] == "lon-lat"
    records, _ = harvested(tmp_path, [str(tmp_path / "works.csv")], ontology)
    assert [record.claims["coordinates"] for record in records]


def test_columns_called_x_and_y_are_asked_for_unless_their_numbers_decide(tmp_path: Path) -> None:
    text = reasons(tmp_path, "id,name,x,y\n1,a stone,49.1,9.2\n2,a column,49.2,9.3\n")
    assert "both could be the latitude, and some sources call it x" in text
    assert '\n# key = "coordinates.latitude"' in text
    far = rules_of(proposed(tmp_path, "id,name,x,y\n1,a stone,-120.1,39.2\n2,a column,-120.2,39.3\n"))
    assert far["coordinates.longitude"]["column"] == "x"


def test_a_latitude_above_ninety_shows_that_the_columns_changed_places(tmp_path: Path) -> None:
    text = reasons(tmp_path, table := "id,name,lat,lon\n1,a stone,-120.1,39.2\n2,a column,-120.2,39.3\n")
    assert rules_of(proposed(tmp_path, table))["coordinates.latitude"]["column"] == "lon"
    assert "no latitude is above 90: lat is the longitude, whatever its name says" in text


def test_metres_are_no_degrees(tmp_path: Path) -> None:
    table = "id,name,lat,lon\n1,a stone,5800000,450000\n2,a column,5800001,450001\n"
    assert "coordinates.latitude" not in rules_of(proposed(tmp_path, table))
    assert "they are no degrees" in reasons(tmp_path, table)


def test_a_comma_in_a_name_is_split_only_where_the_parts_stand_alone_elsewhere(tmp_path: Path) -> None:
    inverted = 'id,name,artist\n1,a stone,"Specimen, Ada"\n2,a column,"Specimen, Bo"\n3,a well,"Specimen, Cy"\n'
    assert "split" not in rules_of(proposed(tmp_path, inverted))["creators"]
    assert '# split = ","' in reasons(tmp_path, inverted)
    several = 'id,name,artist\n1,a stone,"Ada,Bo"\n2,a column,Bo\n3,a well,Ada\n'
    assert rules_of(proposed(tmp_path, several))["creators"]["split"] == ","
    lists = 'id,name,artist\n1,a stone,"[""Ada"", ""Bo""]"\n2,a column,"[""Bo""]"\n'
    assert rules_of(proposed(tmp_path, lists))["creators"]["split"] == {"json": True}


def test_sizes_without_a_unit_are_asked_for(tmp_path: Path) -> None:
    text = reasons(tmp_path, "id,name,height\n1,a stone,3\n2,a column,4\n")
    assert "2 of 2 are numbers without a unit" in text
    assert '# key = "height"' in text
    assert '# unit = "m"' in text


def test_stamps_of_entries_are_not_proposed_as_dates_of_memorials(tmp_path: Path) -> None:
    table = "id,name,date\n1,a stone,2015-05-20 00:00:00 Z\n2,a column,2015-05-21 00:00:00 Z\n"
    assert "construction.date" not in rules_of(proposed(tmp_path, table))
    assert "2 of 2 have a time of day: they may be the stamps of entries" in reasons(tmp_path, table)
    named = rules_of(proposed(tmp_path, table.replace("date", "unveiled")))
    assert named["inauguration.date"]["column"] == "unveiled"


def test_items_of_wikidata_are_known_by_id_and_by_address(tmp_path: Path, ontology: Ontology) -> None:
    ids = "item,name\nQ4989906,a stone\nQ5003624,a column\n"
    assert rules_of(proposed(tmp_path, ids))["sameAs"]["template"] == "http://www.wikidata.org/entity/{item}"
    addresses = ids.replace("Q", "http://www.wikidata.org/entity/Q")
    assert rules_of(proposed(tmp_path, addresses))["sameAs"]["column"] == "item"
    records, report = harvested(tmp_path, [str(tmp_path / "works.csv")], ontology)
    assert (len(records), report.refusals) == (2, 0)
    assert "sameAs" not in rules_of(proposed(tmp_path, ids + "seven,a well\n"))


def test_minus_one_is_nothing_only_where_it_is_odd(tmp_path: Path) -> None:
    odd = "id,name,year\n1,a stone,1990\n2,a column,-1\n3,a well,-1\n4,a bust,1992\n"
    assert proposed(tmp_path, odd)["nulls"] == ["-1"]
    assert "nulls" not in proposed(tmp_path, "id,name,lon\n1,a stone,-1\n2,a column,-2\n3,a well,-1\n4,a bust,4\n")


def test_rows_about_people_are_said_to_be_no_memorials(tmp_path: Path) -> None:
    text = reasons(tmp_path, "id,full_name,born_in,died_in\n1,Ada Specimen,1900,1980\n2,Bo Specimen,1901,1981\n")
    assert "its columns born in, died in are those of people: these rows may be no memorials" in text


# -- the name of a row -------------------------------------------------------------------------------------------------


def test_a_column_that_only_counts_the_rows_gives_way_to_an_id(tmp_path: Path) -> None:
    table = "id,code,name\n1,M-7,a stone\n2,M-3,a column\n3,M-5,a well\n"
    assert proposed(tmp_path, table)["record"]["key"] == "{code|slug}"
    assert "it only counts the rows" in reasons(tmp_path, "id,name\n1,a stone\n2,a stone\n3,a well\n")


def test_columns_are_put_together_where_none_is_enough(tmp_path: Path, ontology: Ontology) -> None:
    table = "name,street,year\nStone,Sample Street 1,1990\nStone,Sample Street 2,1990\nWell,Sample Street 1,1990\n"
    assert proposed(tmp_path, table)["record"]["key"] == "{name|slug}-{street|slug}"
    records, report = harvested(tmp_path, [str(tmp_path / "works.csv")], ontology)
    assert len(records) == report.rows == 3


def test_of_two_ways_to_name_the_rows_the_more_fitting_is_taken(tmp_path: Path) -> None:
    table = "colour,name,street\nred,Stone,Sample Street 1\nblue,Stone,Sample Street 2\nred,Well,Sample Street 1\n"
    assert proposed(tmp_path, table)["record"]["key"] == "{name|slug}-{street|slug}"


def test_an_id_that_is_there_twice_is_an_id_all_the_same(tmp_path: Path) -> None:
    rows = "".join(f"M-{at},stone,{at}.5\n" for at in range(5, 45))
    table = f"id,name,weight\n{rows}M-5,stone,99.5\n"
    assert proposed(tmp_path, table)["record"]["key"] == "{id|slug}"
    assert "id gives 40 of 41 rows a name of their own; 1 would be refused" in reasons(tmp_path, table)


def test_an_id_that_some_rows_lack_gives_way_to_what_all_have(tmp_path: Path) -> None:
    table = "id,name\nM-1,a stone\nNA,a column\nM-3,a well\n"
    assert proposed(tmp_path, table)["record"]["key"] == "{name|slug}"


def test_files_of_a_folder_are_named_by_their_paths(tmp_path: Path, ontology: Ontology) -> None:
    home = tmp_path / "sampletown" / "_list"
    home.mkdir(parents=True)
    for name in ("first", "second"):
        (home / f"{name}.md").write_text("---\ntitle: Stone\nlines:\n- - HERE\n  - LIES\n---\n\nA stone.\n")
    harvest = tomllib.loads(propose([str(home)]))["harvest"]
    assert harvest["record"]["about"] == "memorial/sampletown-list-{path|stem|slug}"
    records, report = harvested(tmp_path, [str(home)], ontology)
    assert len(records) == report.rows == 2


def test_a_list_of_lines_becomes_one_text(tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"id": "m-1", "steine": [["HERE", "LIES"], ["AND", "HERE"]]}]))
    rules = rules_of(tomllib.loads(propose(["a.json"], folder=tmp_path))["harvest"])
    assert rules["inscriptions.text"] == {
        "key": "inscriptions.text", "path": "steine[*]", "join": "\n", "language": "und",
    }  # fmt: skip
    records, _ = harvested(tmp_path, [str(tmp_path / "a.json")], ontology)
    assert len(records[0].claims["inscriptions"]) == 2


def test_a_source_without_anything_to_name_a_row_by_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column gives a row a name"):
        reasons(tmp_path, "a,b\n!,?\n!,!\n")
    with pytest.raises(InputError, match="no row"):
        reasons(tmp_path, "a,b\n")


# -- other formats -----------------------------------------------------------------------------------------------------


def test_nested_values_and_geometries_are_found_by_their_ways(tmp_path: Path, ontology: Ontology) -> None:
    feature = {"type": "Feature", "id": "node/7", "properties": {"name": "Stone", "tags": {"artist_name": "Ada"}},
               "geometry": {"type": "Point", "coordinates": [4.9, 52.1]}}  # fmt: skip
    other = {**feature, "id": "node/8", "geometry": {"type": "LineString", "coordinates": [[4, 52], [5, 53]]}}
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature, other]}))
    rules = rules_of(tomllib.loads(propose(["a.geojson"], folder=tmp_path))["harvest"])
    assert rules["creators"]["path"] == "tags.artist_name"
    assert rules["coordinates"] == {"key": "coordinates", "path": "geometry", "as": "geometry", "shapes": "middle"}
    assert rules["sameAs"]["template"] == "https://www.openstreetmap.org/{id}"
    records, report = harvested(tmp_path, [str(tmp_path / "a.geojson")], ontology)
    assert len(records) == report.rows == 2


def test_several_formats_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\n1,a stone\n")
    (tmp_path / "b.json").write_text('[{"id": "1", "name": "a stone"}]')
    with pytest.raises(InputError, match="several formats: csv, json"):
        propose(["a.csv", "b.json"], folder=tmp_path)


def test_what_is_declared_about_reading_stands_in_the_proposal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("id~name\n1~Gedenkstein für Übersee\n".encode("cp1252"))
    rules = ReadingRules(format="csv", encoding="windows-1252", delimiter="~")
    harvest = tomllib.loads(propose(["a.txt"], rules, folder=tmp_path))["harvest"]
    assert (harvest["format"], harvest["encoding"], harvest["delimiter"]) == ("csv", "windows-1252", "~")


# -- hostile data ------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.text(max_size=12), st.text(max_size=20), max_size=5), min_size=1, max_size=6))
def test_whatever_stands_in_a_file_the_proposal_is_toml_that_can_be_read(
    tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    (tmp_path / "rows.json").write_text(json.dumps([{"id": f"a{at}", **row} for at, row in enumerate(rows)]))
    try:
        text = propose(["rows.json"], folder=tmp_path)
    except InputError:
        return
    assert tomllib.loads(text)["harvest"]["record"]["key"]


def test_signs_that_act_on_a_terminal_or_end_a_comment_do_neither(tmp_path: Path) -> None:
    row = {
        "id": "a-1",
        "na\nme\x1b[2J": "x\r\n[harvest]\n\u202etitle = 1",
        "name": '"""\n[x]\n',
        "odd\x7f": "\x00 \x7f",
    }
    (tmp_path / "rows.json").write_text(json.dumps([row, {**row, "id": "a-2"}]))
    text = propose(["rows.json"], folder=tmp_path)
    assert not set(text) & set("\x00\x1b\x7f\u202e\r")
    assert list(tomllib.loads(text)) == ["title", "kind", "rights", "harvest"]


def test_half_a_character_is_never_written(tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text(r'[{"id": "a-1", "odd \ud800": "x", "name": "st\udc00one", "x\u007f": "y"}]')
    text = propose(["rows.json"], folder=tmp_path)
    assert "odd" not in text
    assert tomllib.loads(text.encode().decode())["harvest"]["record"]


def test_any_column_can_be_named_in_a_rule() -> None:
    name = 'a"b\\c\x7f\x01\n\u2028é'
    assert tomllib.loads(f"column = {toml(name)}")["column"] == name


def test_one_key_gets_one_column_and_the_others_are_left_to_a_person(tmp_path: Path) -> None:
    table = "id,name,title\nm-1,a stone,b stone\nm-2,a column,b column\n"
    assert [rule["key"] for rule in proposed(tmp_path, table)["keys"]] == ["name"]
    assert '# another column is proposed for this key\n# [[harvest.keys]]\n# key = "name"' in reasons(tmp_path, table)


# -- parts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Primary Artist", "artist"), ("primary_artist_gender", ""), ("Artist Assistants", ""), ("Year Accuracy", ""),
        ("last_edited_date", ""), ("Creation/Dedication Date", "opened"), ("yearBuilt", "made"), ("ANO", "made"),
        ("wikidata_id", "wikidata"), ("name:etymology:wikidata", ""), ("addr:street", "street"), ("Funding Source", "funder"),
        ("GlobalID", "id"), ("HEYKELTIRAŞ", "sculptor"), ("Bildhauer/in", "sculptor"), ("no", "id"), ("known to", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_column_says_what_it_holds(name: str, role: str) -> None:
    assert role_of(column(name))[1] == role


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("the stone of the ferry in the harbour and the names of the crew with the date", "en"),
        ("der Stein und das Denkmal für die Toten von der Fähre mit dem Namen auf dem Sockel", "de"),
        ("la piedra de los muertos en el puerto con una placa del escultor que fue", "es"),
        ("{84817582-CCDD-464E-BE6C}", "und"),
        ("", "und"),
        ("the stone of the ferry and the harbour mit dem Namen und der Inschrift auf dem Sockel", "und"),
    ],
)
def test_the_small_words_of_texts_tell_their_language(text: str, tag: str) -> None:
    assert language_of([text] * 2).tag == tag


# -- real files --------------------------------------------------------------------------------------------------------

REAL = {
    "baltimore/2023-01-18_works-public.csv": 0.85,
    "baltimore/baltimore_public_art.csv": 0.85,
    "cambridge/LANDMARK_MemorialPoles.geojson": 1,
    "cambridge/LANDMARK_PublicArt.geojson": 1,
    "heilbronn/_list": 1,
    "osm-brazil/**/*.geojson": 0.99,
    "open-plaques-subjects/open-plaques-subjects-london.csv": 1,
}


@pytest.mark.skipif(not DATASETS.is_dir(), reason="the real files lie beside the checkout, and are not here")
@pytest.mark.parametrize(("words", "share"), REAL.items())
def test_a_proposal_for_a_real_file_loads_and_makes_records_of_it(
    tmp_path: Path, ontology: Ontology, words: str, share: float
) -> None:
    records, report = harvested(tmp_path, [str(DATASETS / words)], ontology)
    assert len(records) >= share * report.rows > 0
    named = sum("name" in record.claims for record in records)
    assert named > 0.6 * len(records)
