"""`memorial-kg publish`."""

from __future__ import annotations

import os
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from memorial_kg.cli.shared import GRAPH, SITE, graph_option, progress_bar, say

if TYPE_CHECKING:
    from memorial_kg.site import Published

__all__ = ["publish"]

_UNITS = ("bytes", "kB", "MB", "GB")


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
@click.option(
    "--language",
    "languages",
    multiple=True,
    help="A language beside English: az, tr, de (again for more); default all.",
)
@click.option(
    "--report",
    default="",
    metavar="URL",
    help="Where readers report a mistake, {iri} and {label} filled in: https: or mailto:; default no such link.",
)
@click.option(
    "--contact",
    default="",
    metavar="URL",
    help="Whom catalogues name for questions: https: or mailto:.",
)
@click.option(
    "--sparql",
    default="",
    metavar="URL",
    help="The SPARQL endpoint to name, if you run `memorial-kg serve`.",
)
@click.option(
    "--tiles",
    default="",
    metavar="URL",
    help="Raster tiles under the maps, with {z}/{x}/{y}; readers then ask that host.",
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
    graph: Path, out: Path, url: str, languages: tuple[str, ...], report: str, contact: str, sparql: str, tiles: str,
    page_size: int, jobs: int, quiet: bool,
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
    from memorial_kg.site import LANGUAGES, Settings
    from memorial_kg.site import publish as run

    first, *others = LANGUAGES
    chosen = (first, *dict.fromkeys(each for each in languages if each != first)) if languages else (first, *others)
    settings = Settings(url, chosen, report, tiles, page_size, contact, sparql)
    with progress_bar(not quiet) as tell:
        done = run(graph, out, settings, jobs=jobs or os.cpu_count() or 1, progress=tell)
    for each in done.missing:
        say(f"left out: {each}")
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
