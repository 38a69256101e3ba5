"""Follows the links of pages, for tests that ask where they lead."""

from __future__ import annotations

from collections.abc import Callable
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from tests.site.html_tree import Element

from memorial_kg.site.page import Page

Pages = dict[str, tuple[Page, Element]]
PagesOf = Callable[..., Pages]


def main(page: Element) -> Element:
    """What a page is about, without what stands around every page."""
    return page.one("main")


def leads_to(path: str, href: str) -> str:
    """The path to which a link of a page leads, without its fragment."""
    away = unquote(href.partition("#")[0])
    return normpath(join(dirname(path), away)) if away else path


def links(path: str, element: Element) -> list[str]:
    """The paths to which the links in an element lead, but for those that lead elsewhere."""
    return [leads_to(path, each["href"]) for each in element.all("a") if "://" not in each["href"]]
