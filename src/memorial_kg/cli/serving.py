"""The command that serves a built graph and its site."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from memorial_kg.cli.publishing import publish_into, site_options
from memorial_kg.cli.shared import SITE, graph_option, say
from memorial_kg.server.limits import Limits, options

__all__ = ["serve"]


def _limits(function: Callable[..., None]) -> Callable[..., None]:
    """An option for each limit."""
    for each in reversed(options()):
        function = click.option(
            f"--max-{each.name.replace('_', '-')}",
            each.name,
            type=each.type,
            default=each.default,
            show_default=True,
            help=each.help,
        )(function)
    return function


@click.command()
@graph_option
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    default=SITE,
    show_default=True,
    help="The folder of the finished site; it is published first if there is none.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="The port; 0 for any.")
@click.option("--root-path", default="", metavar="/PATH", help="The path under which a proxy shows the server.")
@click.option(
    "--behind-proxy", is_flag=True, help="Count requests by the address that a proxy puts into X-Forwarded-For."
)
@click.option("--url", default="", metavar="URL", help="The public address, where links have to be whole.")
@site_options
@click.option(
    "--writable",
    type=click.Path(path_type=Path, file_okay=False),
    help="Accept writes, and keep what is written in this folder; with --token-file.",
)
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file of the secret that whoever writes has to show.",
)
@click.option(
    "--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How a line looks."
)
@click.option("--log-clients", is_flag=True, help="Write down the addresses of clients, too.")
@_limits
def serve(
    graph: Path, site: Path, host: str, port: int, root_path: str, behind_proxy: bool, url: str,
    languages: tuple[str, ...], report: str, contact: str, tiles: str, writable: Path | None, token_file: Path | None,
    log_format: str, log_clients: bool, **limits: Any,  # noqa: ANN401 - numbers
) -> None:  # fmt: skip
    """Serve the built graph: its pages, content negotiation, SPARQL, queries and features.

    If there is no site yet, it is published first: the options about languages, addresses and tiles are for that.
    It serves until it is stopped (Ctrl+C, SIGTERM), and takes up a new build or a new site by itself.

    \b
    Examples:
      memorial-kg serve
      memorial-kg serve --port 80 --host 0.0.0.0 --url https://memorials.example.org/
      memorial-kg serve --root-path /memorials --log-format json
      memorial-kg serve --max-query-seconds 5 --max-public-workers 4
    """
    from memorial_kg.server.serving import serve as run
    from memorial_kg.server.settings import Settings
    from memorial_kg.server.writer import read_token

    settings = Settings(
        graph=graph,
        site=site,
        url=url,
        root_path=root_path,
        behind_proxy=behind_proxy,
        limits=Limits(**limits),
        writable=writable,
        token=read_token(token_file) if token_file else "",
        log_clients=log_clients,
    )
    _log_as(log_format)
    _publish(graph, site, languages, url=url, report=report, contact=contact, tiles=tiles)
    run(settings, host=host, port=port, ready=lambda address: say(f"serving at {address} (Ctrl+C stops)"))


def _log_as(name: str) -> None:
    from memorial_kg.server.logs import FORMATTERS

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATTERS[name]())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)


def _publish(graph: Path, site: Path, languages: tuple[str, ...], **chosen: Any) -> None:  # noqa: ANN401 - texts
    """Publish the site if there is none yet, and there is a graph to publish."""
    from memorial_kg.built import read_summary
    from memorial_kg.store import recover

    recover(graph)
    recover(site)
    read_summary(graph)
    if not site.exists():
        say(f"{site}: there is no site yet; it is published now")
        publish_into(site, graph, languages, **chosen)
    elif languages or any(text for name, text in chosen.items() if name != "url"):
        say(f"{site} is there already: how it is published is said to `memorial-kg publish`")
