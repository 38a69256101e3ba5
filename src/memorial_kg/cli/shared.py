"""What the commands share: options, where output goes, how tables and progress look."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, TypeVar

import click

from memorial_kg.errors import InputError, Problem, UsageError
from memorial_kg.values import visible

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "console",
    "graph_option",
    "output",
    "progress",
    "progress_bar",
    "read_input",
    "say",
    "show_problems",
    "standard_input",
    "table",
]

_F = TypeVar("_F", bound=Callable[..., object])
GRAPH, SITE = Path("dist/graph"), Path("dist/site")
_PIPE_WIDTH = 140
_UNBROKEN = 32  # characters


def graph_option(function: _F) -> _F:
    """The option that names the built graph."""
    return click.option(
        "--graph",
        type=click.Path(path_type=Path),
        default=GRAPH,
        show_default=True,
        help="The folder of a built graph.",
    )(function)


def say(text: str) -> None:
    """Words for people, on standard error. They may quote anybody's data: no control character acts."""
    click.echo(visible(text, keep="\n"), err=True)


def show_problems(problems: Iterable[Problem]) -> None:
    """Each problem on a line of its own, on standard error."""
    for problem in problems:
        say(str(problem))


def console(stream: IO[str] | None = None) -> Console:
    """A console for tables: coloured and as wide as the terminal, or, in a pipe, plain and of one width everywhere."""
    from rich.console import Console

    stream = stream or sys.stdout
    return Console(file=stream, highlight=False, soft_wrap=False, **({} if stream.isatty() else {"width": _PIPE_WIDTH}))  # type: ignore[arg-type]


def table(columns: Iterable[str], rows: Iterable[Iterable[str]], title: str = "") -> None:
    """A table on standard output. Its cells are data: neither markup nor control characters act."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    cells = [[visible(cell, keep="\n") for cell in row] for row in rows]
    for number, column in enumerate(columns):
        # An id or a date is not to be broken as long as a longer text can give way.
        widest = max((len(row[number]) for row in cells), default=0)
        made.add_column(Text(column), overflow="fold", no_wrap=widest <= _UNBROKEN)
    for row in cells:
        made.add_row(*map(Text, row))
    shown = console()
    if sys.stdout.isatty():
        shown.print(made)
        return
    with shown.capture() as written:
        shown.print(made)
    click.echo("\n".join(line.rstrip() for line in written.get().splitlines()))


@contextmanager
def progress(enabled: bool = True) -> Iterator[Callable[[str], None]]:
    """A function to say what is being done; it shows on a terminal and keeps quiet in a pipe."""
    if not enabled or not sys.stderr.isatty():
        yield lambda _: None
        return
    with console(sys.stderr).status("starting") as status:
        yield lambda text: status.update(f"{text} …")


@contextmanager
def progress_bar(enabled: bool = True) -> Iterator[Callable[[str, int, int], None]]:
    """A function to say what is being done, how much of it is, and of how much; it keeps quiet in a pipe."""
    if not enabled or not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    text = TextColumn("{task.description}", markup=False)
    columns = (text, BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(sys.stderr), transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda what, done, total: bar.update(task, description=visible(what), completed=done, total=total)


@contextmanager
def output(path: str) -> Iterator[BinaryIO]:
    """Where data go: standard output for `-`, else a file that is replaced only when it is complete.

    A link stays one, and what is no file (`/dev/null`, a pipe) is written to, not replaced.
    """
    if path == "-":
        if sys.stdout is None:  # closed by whoever called us
            raise UsageError("There is no standard output to write to: name a file")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(os.path.realpath(path))
    special = target.exists() and not target.is_file()
    fresh = target if special else target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as stream:
            yield stream
        if not special:
            fresh.replace(target)
    except OSError as error:
        raise InputError(f"{path} could not be written: {error.strerror or error}") from error
    finally:
        if not special:
            fresh.unlink(missing_ok=True)


def standard_input() -> BinaryIO | None:
    """The bytes of standard input; None where it was closed by whoever called us."""
    return None if sys.stdin is None else sys.stdin.buffer


def read_input(path: str) -> tuple[bytes, str]:
    """The content of a file, or of standard input for `-`, and the name to give it in messages."""
    if path == "-":
        if (stream := standard_input()) is None:
            raise UsageError("There is no standard input to read")
        return stream.read(), "<stdin>"
    try:
        return Path(path).read_bytes(), path
    except IsADirectoryError as error:
        raise InputError(f"{path} is a folder: name a file, or say `--graph {path}` for a built graph") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
