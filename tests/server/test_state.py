from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

from tests.server.reconciliation.conftest import NoWorkers

from memorial_kg.server.limits import Limits
from memorial_kg.server.processes import Died
from memorial_kg.server.settings import Settings
from memorial_kg.server.snapshot import Snapshot
from memorial_kg.server.state import State


def test_a_build_whose_store_no_worker_can_open_is_tried_once_and_left_alone(built: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").touch()
    graph = Path(shutil.copytree(built, tmp_path / "graph"))
    tried: list[Snapshot] = []

    async def start(snapshot: Snapshot, _: Limits) -> Any:  # noqa: ANN401 - it stands for workers
        tried.append(snapshot)
        if len(tried) > 1:
            raise Died("the store cannot be opened")
        return NoWorkers()

    async def test() -> None:
        state = State(Settings(graph=graph, site=site), start)
        async with state.running():
            served = state.generation
            os.utime(site / "index.html", (1, 1))
            assert await state.newer(served) is None
            assert not await state.refresh()
            assert state.generation is served
        assert len(tried) == 2
        assert not tried[1].graph.exists()  # let go of

    asyncio.run(test())
