"""Candidates for one memorial: what is proposed, why, and what is not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.conftest import DATA
from tests.matching.conftest import APART
from tests.matching.twins import write_twins

from memorial_kg.errors import InputError, UsageError
from memorial_kg.matching import Candidate, Found, Match, find_candidates, read_weights
from memorial_kg.matching.blocking import blocks_of
from memorial_kg.matching.candidates import score
from memorial_kg.matching.names import alike, spelt
from memorial_kg.matching.profiles import Profile, profiles_of
from memorial_kg.matching.statistics import statistics_of
from memorial_kg.ontology import load_ontology
from memorial_kg.records import Record
from memorial_kg.records.entities import Entities
from memorial_kg.workspace import read_workspace

SAME = ("ba-sarajevo", "de-berlin", "mx-mexico-city", "nl-the-hague", "tr-denizli", "tr-izmit", "tr-usak")


def candidates(folder: Path, match: Match | None = None) -> Found:
    workspace = read_workspace(folder)
    assert workspace.problems == ()
    return find_candidates(workspace.records, workspace.entities, workspace.decisions, match)


def reasons(candidate: Candidate) -> str:
    return "\n".join(f"{each.points:+.0f} {each.words}" for each in candidate.findings)


def profile(**claims: object) -> Profile:
    """The profile of an invented record; its place and source are part of the claims."""
    source = str(claims.pop("source", "a"))
    about = str(claims.pop("about", f"memorial/{source}-1"))
    record = Record(about, claims, source, about.partition("/")[2])
    return profiles_of([record], Entities([], load_ontology()))[0]


def compare(one: Profile, other: Profile) -> tuple[float, str]:
    value, findings = score(one, other, statistics_of([one, other]), read_weights())
    return value, "\n".join(each.words for each in findings)


def named(text: str, source: str = "a") -> Profile:
    return profile(source=source, name={"en": [text]})


def test_the_article_and_the_list_meet_where_their_editors_found_that_they_do(apart: Path) -> None:
    found = candidates(apart)
    proposed = {each.pair for each in found.candidates}
    assert proposed == {(f"memorial/{name}", f"memorial/{name}{APART}") for name in SAME}
    assert found.decided == 0


def test_what_the_sources_leave_open_scores_less_than_all_that_is_one(apart: Path) -> None:
    found = candidates(apart, Match(least=0))
    scores = {each.pair: each.score for each in found.candidates}
    worst = min(scores[f"memorial/{name}", f"memorial/{name}{APART}"] for name in SAME)
    others = {pair: value for pair, value in scores.items() if not any(f"memorial/{name}" in pair for name in SAME)}
    assert ("memorial/tr-ankara-kecioren", f"memorial/tr-ankara-unspecified{APART}") in others
    assert max(others.values()) < worst


def test_contradictions_are_said_beside_what_agrees(apart: Path) -> None:
    usak = next(each for each in candidates(apart).candidates if "memorial/tr-usak" in each.pair)
    assert "-16 opened 2014-02 and 2016: these contradict each other" in reasons(usak)
    assert "both in Uşak, where each source knows one memorial and no other" in reasons(usak)
    izmit = next(each for each in candidates(apart).candidates if "memorial/tr-izmit" in each.pair)
    assert "+8 opened 2015-04-23 and 2015: the first is more precise" in reasons(izmit)


def test_what_is_decided_is_not_proposed_again_whatever_the_decision_says() -> None:
    found = candidates(DATA, Match(within=True, least=0))
    pairs = {each.pair for each in found.candidates}
    assert ("memorial/tr-ankara-kecioren", "memorial/tr-ankara-unspecified") not in pairs  # undecided
    assert ("memorial/tr-izmir-bornova", "memorial/tr-izmir-karabaglar") not in pairs  # distinct
    assert found.decided == 4


def test_without_its_decision_a_pair_is_proposed(copied: Path) -> None:
    identity = copied / "identity.yaml"
    text = identity.read_text(encoding="utf-8")
    identity.write_text(text.replace("memorial/tr-ankara-unspecified, ", ""), encoding="utf-8")
    pairs = {each.pair for each in candidates(copied, Match(least=30)).candidates}
    assert pairs == {
        ("memorial/tr-ankara-kecioren", "memorial/tr-ankara-unspecified"),
        ("memorial/tr-ankara-kizilcahamam", "memorial/tr-ankara-unspecified"),
    }


def test_records_of_one_source_are_compared_only_if_that_is_asked(copied: Path) -> None:
    (copied / "identity.yaml").unlink()
    assert not candidates(copied, Match(sources=("list",), least=0)).candidates
    within = candidates(copied, Match(sources=("list",), within=True, least=0))
    assert all("the source list describes both, as two memorials" in reasons(each) for each in within.candidates)
    assert within.candidates


def test_an_unknown_source_is_named_with_a_guess() -> None:
    with pytest.raises(UsageError, match="did you mean 'article'"):
        candidates(DATA, Match(sources=("artikel",)))


@pytest.mark.parametrize("other", ["Xocalı", "Khojaly", "Hocalı", "Xocali", "Хожалы", "KHODZHALY"])
def test_a_name_is_known_again_in_other_alphabets_and_spellings(other: str) -> None:
    assert alike(spelt("Khojaly"), spelt(other)) >= 0.9


@pytest.mark.parametrize(
    ("one", "other"),
    [("School No 3", "School No 5"), ("Memorial of the Mill", "Memorial of the Bridge"), ("Tower 1915", "Tower 1918")],
)
def test_names_that_differ_in_what_tells_are_not_alike(one: str, other: str) -> None:
    assert alike(spelt(one), spelt(other)) < read_weights()["name.alike"]


def test_a_memorial_and_a_monument_of_one_name_are_alike() -> None:
    assert alike(spelt("Mill Bridge Memorial"), spelt("Mill Bridge Monument")) >= read_weights()["name.alike"]
    assert alike(spelt("Memorial"), spelt("Monument")) < read_weights()["name.alike"]


def test_a_rare_name_tells_more_than_a_common_one() -> None:
    crowd = [profile(source="c", about=f"memorial/c-{n}", name={"en": ["Memorial"]}) for n in range(50)]
    counts = statistics_of([*crowd, named("Ropewalk"), named("Ropewalk", "b")])
    rare, _ = score(named("Ropewalk"), named("Ropewalk", "b"), counts, read_weights())
    common, _ = score(named("Memorial"), named("Memorial", "b"), counts, read_weights())
    assert rare > common


def test_what_stands_in_place_of_a_name_is_no_name() -> None:
    assert named("[Untitled]").names == named("Bilinmiyor").names == ()
    assert named("Unknown Soldier").names != ()


def test_a_street_is_compared_with_its_number() -> None:
    one, same, other, next_door = (
        profile(source=source, addresses=[{"text": {"en": [text]}, "street": text}])
        for source, text in (
            ("a", "Mill Street 7"),
            ("b", "mill street 7"),
            ("b", "Lantern Alley 40"),
            ("b", "Mill Street 9"),
        )
    )
    assert compare(one, same) == (read_weights()["start"] + 12, "the same street: “mill street 7”")
    assert compare(one, other)[1] == "different streets: “mill street 7” and “lantern alley 40”"
    assert compare(one, next_door) == (read_weights()["start"], "")


def at(longitude: str, source: str, radius: str = "10") -> Profile:
    point = {"latitude": "50", "longitude": longitude, "radius": radius}
    return profile(source=source, coordinates=point)


def test_a_distance_is_said_in_metres_and_counts_less_the_farther_it_is() -> None:
    near, words = compare(at("10", "a"), at("10.001", "b"))
    assert words == "71 m apart"
    far, _ = compare(at("10", "a"), at("10.05", "b"))
    assert near > read_weights()["start"] > far


def test_what_a_circle_leaves_possible_is_not_held_against_a_pair() -> None:
    vague, words = compare(at("10", "a", "5000"), at("10.05", "b"))
    assert vague == read_weights()["start"]
    assert words == "3.6 km apart, given to within 5010 m"


def test_a_point_that_stands_in_for_many_tells_little() -> None:
    crowd = [
        profile(source="b", about=f"memorial/b-{n}", coordinates={"latitude": "50", "longitude": "10"})
        for n in range(9)
    ]
    alone, _ = compare(at("10", "a"), at("10", "b"))
    findings = score(at("10", "a"), crowd[0], statistics_of(crowd), read_weights())[1]
    assert findings[0].points < alone - read_weights()["start"]
    assert "9 records of one source are at this very point" in findings[0].words


def test_two_ids_of_one_register_speak_against_a_pair_and_one_for_it() -> None:
    one = profile(sameAs=["http://www.wikidata.org/entity/Q1"])
    other = profile(source="b", sameAs=["http://www.wikidata.org/entity/Q2"])
    elsewhere = profile(source="b", sameAs=["https://sws.geonames.org/7/"])
    assert compare(one, other)[0] < read_weights()["start"] < compare(one, one)[0]
    assert compare(one, elsewhere)[0] == read_weights()["start"]


@pytest.mark.parametrize("metres", [1, 100, 299])
def test_points_nearer_than_a_cell_is_wide_always_meet(metres: int) -> None:
    rng = random.Random(3)
    for _ in range(300):
        latitude, longitude = rng.uniform(-85, 85), rng.choice((rng.uniform(-180, 180), 179.9999, -180.0))
        north = latitude + metres / 111_195 * rng.choice((-1, 1))
        a, b = (
            profile(
                source=source, coordinates={"latitude": f"{y:.7f}", "longitude": f"{longitude:.7f}", "radius": "10"}
            )
            for source, y in (("a", latitude), ("b", north))
        )
        assert blocks_of([a, b], read_weights()).partners(0) == {1}


def test_neighbours_meet_across_the_date_line() -> None:
    a, b = at("179.9999", "a"), at("-179.9999", "b")
    assert blocks_of([a, b], read_weights()).partners(0) == {1}


def test_a_block_that_is_too_large_is_divided_and_what_is_left_out_is_counted() -> None:
    place = {"id": "place/city", "name": {"en": ["City"]}}
    many = [
        profile(source=source, about=f"memorial/{source}-{n}", place=place, name={"en": [f"Stone word{n}x"]})
        for source in "ab"
        for n in range(80)
    ]
    blocks = blocks_of(many, read_weights())
    assert blocks.partners(7) == {87}
    assert blocks.left_out == {"place City, stone": 6400}


def test_most_of_what_is_one_is_found_and_most_of_what_is_found_is_one(tmp_path: Path) -> None:
    truth = write_twins(tmp_path / "w", 600)
    found = candidates(tmp_path / "w")
    pairs = {each.pair for each in found.candidates}
    right = len(pairs & truth)
    assert right / len(pairs) > 0.9
    assert right / len(truth) > 0.9
    sure = [each.pair for each in found.candidates if each.score >= 80]
    assert len(sure) > 150
    assert all(pair in truth for pair in sure)


def test_weights_are_changed_by_a_file_and_its_mistakes_are_named(tmp_path: Path) -> None:
    file = tmp_path / "weights.toml"
    file.write_text("start = 0\n[name]\nsame = 90\n[position]\nsteps = [[10, 5], [5, 1]]\n[plaec]\nsame = 1\n")
    with pytest.raises(InputError) as caught:
        read_weights(file)
    assert [problem.key for problem in caught.value.problems] == ["position.steps", "plaec.same"]
    good = tmp_path / "good.toml"
    good.write_text("[name]\nsame = 90\n")
    assert read_weights(good)["name.same"] == 90
    assert read_weights(good)["start"] == read_weights()["start"]
