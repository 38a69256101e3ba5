"""`memorial-kg build --engine spark`: what the command asks of Spark, and what it does not take from there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from memorial_kg.cli.shared import progress_bar
from memorial_kg.errors import UsageError

if TYPE_CHECKING:
    from memorial_kg.built import Summary
    from memorial_kg.errors import Problem
    from memorial_kg.validation import Report

__all__ = ["build_on_spark", "path_or_url", "spark_options"]

_F = TypeVar("_F", bound=Callable[..., object])


def path_or_url(text: Path | str) -> Path | str:
    """A path, or the URL of a folder in a file system that Spark reaches, which would not survive being a path."""
    return Path(text) if "://" not in str(text) else text


def spark_options(function: _F) -> _F:
    """The options that choose an engine."""
    for option in (
        click.option("--verbose", is_flag=True, help="With Spark: what it says of its own work, too."),
        click.option("--master", default="", help="With Spark: its master, as `local[4]` or `spark://host:7077`."),
        click.option(
            "--engine",
            type=click.Choice(["local", "spark"]),
            default="local",
            show_default=True,
            help="This machine, or a cluster (the extra `spark`, and Java).",
        ),
    ):
        function = option(function)
    return function


def build_on_spark(
    workspace: Path | str, out: Path | str, formats: tuple[str, ...], *, master: str, verbose: bool,
    **asked: Any,  # noqa: ANN401 - options
) -> tuple[Summary, Report, list[Problem]]:  # fmt: skip
    """Build on Spark; `asked` are the other options of the command."""
    if asked["jobs"]:
        raise UsageError("--jobs: Spark shares the work out itself; say how many with --master 'local[4]'")
    from memorial_kg.spark import build, open_session

    problems: list[Problem] = []
    with progress_bar(not asked["quiet"]) as tell, open_session(master, verbose=verbose) as session:
        summary, report = build(
            session,
            workspace,
            out,
            keep_going=asked["keep_going"],
            formats=formats or ("nquads",),
            progress=tell,
            refused=problems.extend,
        )
    return summary, report, problems
