"""What a worker says before it ends is known to who runs the server, and does nothing to a terminal."""

from __future__ import annotations

import asyncio
import os

import pytest

from memorial_kg.server.hearing import Hearing

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there nobody hears the workers")


def test_only_the_end_of_what_is_said_is_kept_and_it_acts_on_no_terminal() -> None:
    async def test() -> None:
        hearing = Hearing()
        try:
            for _ in range(100):  # more than a pipe holds
                os.write(hearing.to, b"x" * 10_000 + b"\n")
                await asyncio.sleep(0)
            assert len(hearing._kept) <= 2_000
            os.write(hearing.to, b"one\n\x1b[31mtwo\xff\n")
            said = hearing.last_words()
            assert said.endswith("x | one | \\x1b[31mtwo\N{REPLACEMENT CHARACTER}")
            assert len(said) < 3_000
            assert hearing.last_words() == ""
        finally:
            hearing.close()

    asyncio.run(test())
