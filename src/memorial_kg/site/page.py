"""A page before it is written: where it goes, which template draws it, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Page"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one language. `path` is below the folder of the language: `memorial/tr-usak.html`.

    `thing` is the name of the resource that the page is about, if it is about one; its data lie beside the page.
    `words` names the sections of the interface's words that the page's scripts need.
    """

    path: str
    template: str
    title: str
    data: Mapping[str, object] = field(default_factory=dict)
    thing: str = ""
    description: str = ""
    scripts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    listed: bool = True  # in the sitemap
    anywhere: bool = False  # shown under any address, so its links begin at the root of the host
    at: str = ""  # the path, from the root of the site, of an address that is not its own
