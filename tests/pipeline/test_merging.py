"""Sorted files become one sorted file, wherever it is cut into stretches."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import pytest

from memorial_kg.jobs import Crew
from memorial_kg.pipeline import merging
from memorial_kg.pipeline.merging import merge
from memorial_kg.pipeline.shared import Shared


def written(folder: Path, files: list[list[str]]) -> list[Path]:
    """Files of sorted lines."""
    paths = [folder / f"part-{number}" for number in range(len(files))]
    for path, lines in zip(paths, files, strict=True):
        path.write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8", newline="\n")
    return paths


def merged(folder: Path, files: list[list[str]], *, once: bool = False) -> list[str]:
    crew: Crew[Any] = Crew(None, 1)
    merge(written(folder, files), folder / "whole", crew, once=once)
    return (folder / "whole").read_text(encoding="utf-8").split("\n")[:-1]


@pytest.mark.parametrize("stretch", [1, 40, 1_000, 100_000])
@pytest.mark.parametrize("once", [False, True])
def test_any_stretches_give_all_lines_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stretch: int, *, once: bool
) -> None:
    monkeypatch.setattr(merging, "_STRETCH", stretch)
    chance = random.Random(7)
    words = ["a", "b", "ab", "é", "\u2028", "𐀀", "\ue000", '"x" .']
    files = [
        ["".join(chance.choices(words, k=chance.randrange(1, 6))) for _ in range(count)] for count in (0, 1, 30, 60)
    ]
    every = [line for lines in files for line in lines]
    assert merged(tmp_path, files, once=once) == sorted({*every} if once else every)
    assert [*tmp_path.glob("stretch-*")] == []


def test_one_stretch_is_not_the_whole_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "_STRETCH", 200)
    stretches: list[bytes] = []
    sort = merging._sorted

    def noted(shared: Shared, stretch: merging._Stretch) -> Path:
        stretches.append(stretch.start)
        return sort(shared, stretch)

    monkeypatch.setattr(merging, "_sorted", noted)
    merged(tmp_path, [[f"{number:05}" for number in range(start, 300, 3)] for start in range(3)])
    assert len(stretches) == 300 * 6 // 200
    assert len({*stretches}) == len(stretches)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_more_files_than_a_process_may_open_are_merged(tmp_path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = [[str(number)] for number in range(200)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (120, before[1]))
    try:
        assert merged(tmp_path, files) == sorted(str(number) for number in range(200))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
