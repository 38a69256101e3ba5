"""What is found about two records: points for their being one memorial or against it, and why."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Finding"]


class Finding(NamedTuple):
    """One part of what two records say: the points that it adds or takes away, and a sentence."""

    part: str
    points: float
    words: str
