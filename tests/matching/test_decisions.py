"""Proposals become decisions, and can be taken back: with reason, author and date, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import CHECKOUT, Run
from tests.matching.conftest import APART

from memorial_kg.errors import InputError, UsageError
from memorial_kg.matching import (
    Match,
    Taken,
    Verdict,
    find_candidates,
    read_proposals,
    take,
    undo,
    unfinished,
    write_proposals,
)
from memorial_kg.ontology import load_ontology
from memorial_kg.sources.corrections import read_corrections, replay
from memorial_kg.sources.fields import Value
from memorial_kg.values import check_local_id
from memorial_kg.workspace import read_workspace

IZMIT = ("memorial/tr-izmit", f"memorial/tr-izmit{APART}")
REASON = "Both describe a memorial in İzmit that was opened in 2015."


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def verdict(pair: tuple[str, str] = IZMIT, decision: str = "same-thing", **other: str) -> Verdict:
    given = {"id": "tr-izmit", "keep": pair[0], "by": "A. Editor", "on": "2026-11-22"} | other
    return Verdict(pair=pair, decision=decision, reason={"en": REASON}, file="proposals.yaml", line=1, **given)


def taken(folder: Path, *verdicts: Verdict) -> Taken:
    return take(read_workspace(folder), verdicts, load_ontology())


def proposed(folder: Path, file: Path) -> str:
    workspace = read_workspace(folder)
    found = find_candidates(workspace.records, workspace.entities, workspace.decisions)
    text = "".join(write_proposals(found, {each.about for each in workspace.decisions}))
    file.write_text(text, encoding="utf-8")
    return text


def fill(file: Path, id_: str, **values: str) -> None:
    """Fill in a proposal as a person does, in the text of the file."""
    head, start, rest = file.read_text(encoding="utf-8").partition(f"- id: {id_}\n")
    entry, end, rest = rest.partition("\n- id: ")
    for key, value in values.items():
        entry = entry.replace(f"{key}: ''", f"{key}: {value}")
    file.write_text(head + start + entry + end + rest, encoding="utf-8")


def test_a_filled_proposal_becomes_a_decision_and_one_id(apart: Path, tmp_path: Path) -> None:
    file = tmp_path / "proposals.yaml"
    text = proposed(apart, file)
    fill(file, f"tr-izmit-and-tr-izmit{APART}", decision="same-thing", reason=REASON)
    assert unfinished(file) == 1
    verdicts, left = read_proposals(file, "A. Editor", "2026-11-22")
    assert (len(verdicts), left) == (1, text.count("\n- id: ") - 1)
    done = taken(apart, *verdicts)
    after = read_workspace(apart)
    assert after.problems == ()
    assert {record.id for record in after.records if record.about == IZMIT[0]} == {
        "record/list/tr-izmit",
        "record/article/tr-izmit",
    }
    decision = next(each for each in after.decisions if each.about == f"decision/tr-izmit-and-tr-izmit{APART}")
    assert decision.claims["reason"] == {"en": [REASON]}
    assert [(change.record, change.was, change.now) for change in done.changes] == [
        ("record/article/tr-izmit", IZMIT[1], IZMIT[0])
    ]
    again = find_candidates(after.records, after.entities, after.decisions)
    assert IZMIT not in {each.pair for each in again.candidates}


def test_taking_back_leaves_every_record_and_every_decision_as_it_was(apart: Path) -> None:
    before = files(apart)
    taken(apart, verdict())
    assert files(apart)["sources/article/records.yaml"] != before["sources/article/records.yaml"]
    undone = undo(read_workspace(apart), "tr-izmit")
    assert [(each.was, each.now) for each in undone.changes] == [IZMIT]
    after = files(apart)
    assert after["sources/article/records.yaml"] == before["sources/article/records.yaml"]
    assert after["identity.yaml"].rstrip() == before["identity.yaml"].rstrip()
    assert read_workspace(apart).problems == ()
    with pytest.raises(UsageError, match="No decision 'tr-izmit'"):
        undo(read_workspace(apart), "tr-izmit")


def test_the_ids_of_harvested_records_are_changed_by_a_correction_that_is_replayed(apart: Path) -> None:
    corrections = apart / "sources/list/corrections.yaml"
    before = corrections.read_bytes()
    taken(apart, verdict(keep=IZMIT[1]))
    added = read_corrections(corrections)[-1]
    assert (added.record, added.set, added.was) == ("tr-izmit", {"about": IZMIT[1]}, {"about": IZMIT[0]})
    assert added.reason.startswith(REASON)
    harvested: dict[str, Value] = {"record": "tr-izmit", "about": IZMIT[0]}
    records, problems = replay([harvested], [added])
    assert (records[0]["about"], problems) == (IZMIT[1], [])
    assert read_workspace(apart).problems == ()
    undo(read_workspace(apart), "tr-izmit")
    assert corrections.read_bytes() == before


def test_who_decided_and_when_is_kept(apart: Path) -> None:
    taken(apart, verdict(), verdict(("memorial/tr-usak", f"memorial/tr-usak{APART}"), "undecided", id="tr-usak"))
    log = (apart / "identity-log.yaml").read_text(encoding="utf-8")
    assert log.count("by: A. Editor\n  'on': '2026-11-22'") == 2
    assert f"was: {IZMIT[1]}\n    now: {IZMIT[0]}" in log
    undecided = next(each for each in read_workspace(apart).decisions if each.about == "decision/tr-usak")
    assert undecided.claims["of"] == ["memorial/tr-usak", f"memorial/tr-usak{APART}"]


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("decision", {"decision": "same"}),
        ("by", {"by": ""}),
        ("on", {"on": ""}),
    ],
)
def test_what_a_person_has_to_say_is_never_made_up(
    apart: Path, tmp_path: Path, key: str, change: dict[str, str]
) -> None:
    file = tmp_path / "proposals.yaml"
    proposed(apart, file)
    given = {"decision": "distinct", "by": "A. Editor", "on": "2026-11-22"} | change
    fill(file, f"tr-izmit-and-tr-izmit{APART}", decision=given["decision"], reason=REASON)
    with pytest.raises(InputError) as caught:
        read_proposals(file, given["by"], given["on"])
    assert [problem.key for problem in caught.value.problems] == [key]


def test_a_decision_needs_a_reason(apart: Path, tmp_path: Path) -> None:
    file = tmp_path / "proposals.yaml"
    proposed(apart, file)
    fill(file, f"tr-izmit-and-tr-izmit{APART}", decision="distinct")
    with pytest.raises(InputError, match="there is no reason"):
        read_proposals(file, "A. Editor", "2026-11-22")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (verdict(on="22 Nov"), "on: '22 Nov' is not an EDTF date"),
        (verdict(id="Not An Id"), "id: 'Not An Id'"),
        (verdict(id="name-denizli", decision="distinct"), "there is another decision of this id"),
        (verdict(keep="memorial/tr-usak"), "'memorial/tr-usak' is none of the two"),
        (verdict(("memorial/tr-izmit", "memorial/tr-izmid")), "no record is about 'memorial/tr-izmid'"),
    ],
    ids=["date", "id", "taken id", "keep", "memorial"],
)
def test_one_decision_that_cannot_be_written_stops_all(apart: Path, wrong: Verdict, says: str) -> None:
    before = files(apart)
    good = verdict(("memorial/tr-usak", f"memorial/tr-usak{APART}"), id="tr-usak")
    with pytest.raises(InputError) as caught:
        taken(apart, good, wrong)
    assert says in str(caught.value)
    assert files(apart) == before


def test_an_id_that_others_name_is_not_taken_from_them(apart: Path) -> None:

    with pytest.raises(InputError, match="memorial/tr-usak would go, but is named at"):
        taken(apart, _named(apart))


def _named(apart: Path) -> Verdict:
    identity = apart / "identity.yaml"
    line = "\n- id: x\n  decision: undecided\n  of: [memorial/tr-usak, memorial/tr-izmit]\n  reason: {en: Not known.}\n"
    identity.write_text(identity.read_text(encoding="utf-8") + line, encoding="utf-8")
    return verdict(("memorial/tr-usak", f"memorial/tr-usak{APART}"), id="y", keep=f"memorial/tr-usak{APART}")


def test_one_memorial_may_be_the_same_as_two_others(apart: Path) -> None:
    kecioren, kizilcahamam = "memorial/tr-ankara-kecioren", "memorial/tr-ankara-kizilcahamam"
    third = f"memorial/tr-ankara-unspecified{APART}"
    other = verdict((kecioren, "memorial/tr-usak"), "distinct", id="c")
    one, two = verdict((kecioren, third), id="b", keep=third), verdict((kizilcahamam, third), id="a", keep=kizilcahamam)
    taken(apart, other, one, two)
    after = read_workspace(apart)
    assert after.problems == ()
    decisions = {each.about: each.claims["of"] for each in after.decisions}
    assert decisions["decision/c"] == [kizilcahamam, "memorial/tr-usak"]
    assert {record.about for record in after.records if "ankara" in record.about} == {kizilcahamam}
    with pytest.raises(InputError, match="take back first what was decided after this"):
        undo(after, "b")
    undo(after, "a")
    undo(read_workspace(apart), "b")
    assert read_workspace(apart).problems == ()
    assert {record.about for record in read_workspace(apart).records if "ankara" in record.about} == {
        kecioren,
        kizilcahamam,
        third,
    }


def test_decisions_that_contradict_each_other_are_refused(apart: Path) -> None:
    with pytest.raises(InputError, match="by another decision here, both are memorial/tr-izmit"):
        taken(apart, verdict(id="a", decision="distinct"), verdict(id="b"))


def test_json_lines_are_changed_in_their_line(apart: Path) -> None:
    folder = apart / "sources/register"
    folder.mkdir()
    (folder / "source.toml").write_text('title = "Invented register"\n', encoding="utf-8")
    line = '{{"record":"{0}","locator":"row 1","about":"memorial/{0}","name":{{"en":"about: memorial/r1"}}}}\n'
    records = folder / "records.jsonl"
    records.write_text(line.format("r1") + line.format("r2"), encoding="utf-8")
    taken(apart, verdict(("memorial/tr-izmit", "memorial/r2")))
    assert records.read_text().splitlines()[1] == line.format("r2").strip().replace(
        '"memorial/r2"', '"memorial/tr-izmit"'
    )
    assert records.read_text().splitlines()[0] == line.format("r1").strip()
    with pytest.raises(InputError, match="cannot be found"):
        taken(apart, verdict(("memorial/tr-izmit", "memorial/r1"), id="c"))  # a text of the line looks like it


def test_a_candidate_of_a_service_is_never_taken(apart: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.yaml"
    file.write_text(
        "- {thing: person/a, name: A, candidates: [], decision: same-thing}\n- {thing: person/b, name: B}\n"
    )
    with pytest.raises(InputError, match="nothing is written to entities by itself"):
        read_proposals(file, "A. Editor", "2026-11-22")


def test_a_proposal_is_checked_key_by_key(tmp_path: Path) -> None:
    file = tmp_path / "proposals.yaml"
    file.write_text("- {id: a, pair: [x], decison: distinct}\n- nothing\n- {id: b, pair: [x, y], by: [z]}\n")
    with pytest.raises(InputError) as caught:
        read_proposals(file)
    assert [(problem.line, problem.key) for problem in caught.value.problems] == [
        (1, "decison"), (1, "pair"), (2, ""), (3, "by"),
    ]  # fmt: skip


def test_every_proposal_can_be_read_back(apart: Path, tmp_path: Path) -> None:
    workspace = read_workspace(apart)
    found = find_candidates(workspace.records, workspace.entities, [], Match(least=0, within=True))
    file = tmp_path / "proposals.yaml"
    file.write_text("".join(write_proposals(found)), encoding="utf-8")
    assert read_proposals(file) == ([], len(found.candidates))
    ids = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("- id: ")]
    assert len(set(ids)) == len(found.candidates)


def test_the_next_harvest_keeps_the_id_that_was_decided(apart: Path, memorial_kg: Run) -> None:
    document = CHECKOUT.parent / "shared/documents/list.txt"
    if not document.is_file():
        pytest.skip("the reference documents are not beside this checkout")
    taken(apart, verdict(keep=IZMIT[1]))
    records = apart / "sources/list/records.yaml"
    decided = records.read_text(encoding="utf-8")
    assert decided.count(f"about: {IZMIT[1]}\n") == 1
    done = memorial_kg("harvest", apart / "sources/list", document)
    assert done.returncode == 0, done.stderr
    assert records.read_text(encoding="utf-8").partition("\n\n")[2] == decided.partition("\n\n")[2]


def test_a_proposal_of_two_long_names_has_an_id_that_a_decision_can_have(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text('title = "Two lists"\n', encoding="utf-8")
    for source in ("a", "b"):
        folder = tmp_path / "sources" / source
        folder.mkdir(parents=True)
        (folder / "source.toml").write_text('title = "A list"\n', encoding="utf-8")
        about = f"memorial/{source}-{'long-' * 12}name"
        record = (
            f'{{"record": "one", "about": "{about}", "locator": "row 1", "name": {{"en": "Memorial at the lake"}}}}'
        )
        (folder / "records.jsonl").write_text(record, encoding="utf-8")
    text = proposed(tmp_path, tmp_path / "proposals.yaml")
    [line] = (line for line in text.splitlines() if line.startswith("- id: "))
    assert check_local_id(line.removeprefix("- id: "))
