"""`memorial-kg publish`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, TypeVar

import click

from memorial_kg.cli.shared import GRAPH, SITE, graph_option, progress_bar, say

if TYPE_CHECKING:
    from memorial_kg.site import Published

__all__ = ["publish", "publish_into", "site_options"]

_F = TypeVar("_F", bound=Callable[..., object])
_UNITS = ("bytes", "kB", "MB", "GB")


class _Language(click.ParamType):  # type: ignore[type-arg]
    """A language of the interface. Their table is read when it is asked for: with it comes the whole publisher."""

    name = "language"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The choices, as the help shows them."""
        return f"[{'|'.join(self._known())}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """One of them, or an error that names them."""
        return str(click.Choice(self._known()).convert(value, param, ctx))

    @staticmethod
    def _known() -> list[str]:
        from memorial_kg.site import LANGUAGES

        return [*LANGUAGES]


# What readers see of a publisher's choices: the flag, the name of its value, how it is read, and what it is for.
_CHOICES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "--language",
        "languages",
        {
            "type": _Language(),
            "multiple": True,
            "help": "A language of the pages (again for more), English always among them; default all.",
        },
    ),
    (
        "--report",
        "report",
        {
            "default": "",
            "metavar": "URL",
            "help": "Where readers report a mistake, {iri} and {label} filled in: https: or mailto:; "
            "default no such link.",
        },
    ),
    (
        "--contact",
        "contact",
        {"default": "", "metavar": "URL", "help": "Whom catalogues name for questions: https: or mailto:."},
    ),
    (
        "--tiles",
        "tiles",
        {
            "default": "",
            "metavar": "URL",
            "help": "Raster tiles under the maps, with {z}/{x}/{y}; readers then ask that host.",
        },
    ),
)


def site_options(function: _F) -> _F:
    """The options about what is published, for each command that publishes."""
    for flag, name, given in reversed(_CHOICES):
        function = click.option(flag, name, **given)(function)
    return function


def publish_into(out: Path, graph: Path, languages: tuple[str, ...], *, jobs: int = 0, quiet: bool = False,
                 **chosen: Any) -> Published:  # noqa: ANN401 - fields of the settings  # fmt: skip
    """Publish, and say what was left out."""
    from memorial_kg.site import LANGUAGES, Settings
    from memorial_kg.site import publish as run

    settings = Settings(languages=tuple(dict.fromkeys([next(iter(LANGUAGES)), *(languages or LANGUAGES)])), **chosen)
    with progress_bar(not quiet) as tell:
        done = run(graph, out, settings, jobs=jobs or os.cpu_count() or 1, progress=tell)
    for each in done.missing:
        say(f"left out: {each}")
    return done


@click.command()
@graph_option
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path),
    default=SITE,
    show_default=True,
    help="The folder of the site; it is replaced as a whole.",
)
@click.option(
    "--url",
    default="",
    metavar="URL",
    help="Where the site will stand; without it there are no sitemap and no canonical addresses.",
)
@site_options
@click.option(
    "--sparql",
    "endpoint",
    default="",
    metavar="URL",
    help="The SPARQL endpoint to name, if you run `memorial-kg serve`.",
)
@click.option(
    "--page-size", type=click.IntRange(10, 1000), default=100, show_default=True, help="Things on a page of a list."
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0, 64),
    default=0,
    help="Processes that write at once; 0, the default, is one for each core.",
)
@click.option("-q", "--quiet", is_flag=True, help="No summary, no progress.")
def publish(
    graph: Path, out: Path, languages: tuple[str, ...], jobs: int, quiet: bool, **chosen: Any,  # noqa: ANN401 - settings
) -> None:  # fmt: skip
    """Publish the built graph as a site: a folder of pages and data that any web server, or none, can show.

    Every memorial, person, place, event, source and decision has a page in each language, and its data beside it
    (.ttl, .jsonld, .nt). Links are relative, so the folder works at any address, below any path, and opened from the
    disk. It holds rules for Apache (.htaccess), nginx (nginx.conf), and Netlify and its like (_redirects, _headers).
    The folder is replaced when everything is done; until then, and if anything goes wrong, yesterday's stays.

    \b
    Examples:
      memorial-kg publish
      memorial-kg publish --url https://memorials.example/ --report 'mailto:editors@memorials.example?subject={label}'
      memorial-kg publish --graph my-graph -o my-site --language tr
    """
    done = publish_into(out, graph, languages, jobs=jobs, quiet=quiet, **chosen)
    if not quiet:
        _show(done, graph, out)


def _show(done: Published, graph: Path, out: Path) -> None:
    click.echo(f"{out} holds the site: {done.pages:,} pages, {done.files:,} files, {_size(done.bytes)}.")
    given = "" if graph == GRAPH else f" --graph {quote(str(graph))}"
    given += "" if out == SITE else f" --site {quote(str(out))}"
    click.echo("\nNext:")
    click.echo(f"  memorial-kg serve{given}")
    click.echo(f"  open {quote(str(out / 'index.html'))} in a browser, or copy the folder to any web server")


def _size(number: float) -> str:
    """A number of bytes as people say it.

    >>> _size(15_397_649), _size(12)
    ('15.4 MB', '12 bytes')
    """
    unit = 0
    while number >= 1000 and unit < len(_UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{number:.1f} {_UNITS[unit]}" if unit else f"{number:.0f} {_UNITS[0]}"
