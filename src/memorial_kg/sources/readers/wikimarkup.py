"""Turns wiki markup into readable text, with its links, pictures, templates and references kept apart."""

from __future__ import annotations

import html
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.finding import text
from memorial_kg.sources.readers.row import Text

__all__ = ["entangled", "parsed", "readable", "template_name", "template_values", "words"]

_BLANKS: Final = re.compile(r"[ \t\xa0]+")
_BRACES: Final = re.compile(r"\{\{|\}\}|\[\[|\]\]")
_TAGS: Final = re.compile(r"<(/?)([A-Za-z]{1,20})[^<>]{0,300}?(/?)>")
_ALONE: Final = frozenset({"br", "hr", "img", "wbr", "li", "dt", "dd", "td", "th", "tr", "p"})
_DEEPEST, _MOST_OPEN = 60, 200
_LINES: Final = re.compile(r" *\n\s*")
_BREAKS: Final = frozenset({"br", "p", "li", "dd", "dt", "hr", "div", "tr"})


@cache
def words() -> Mapping[str, tuple[str, ...]]:
    """The words of markup in several languages, of the file beside this module."""
    stated = tomllib.loads((files(__package__) / "wikitext.toml").read_text(encoding="utf-8"))
    return {name: tuple(word.casefold() for word in listed) for name, listed in stated.items()}


def entangled(markup: str) -> str:
    """Why markup is not parsed, in words; "" for what can be.

    For what is opened and not closed the library looks through the rest again and again: 26 kB of it take seconds.
    MediaWiki itself refuses templates more than 40 levels deep (its manual, $wgMaxTemplateDepth).
    """
    depth = 0
    for found in _BRACES.finditer(markup):
        depth = depth + 1 if found[0] in ("{{", "[[") else max(0, depth - 1)
        if depth > _DEEPEST:
            return f"templates or links in it are nested or left open {_DEEPEST} deep"
    opened: Counter[str] = Counter()
    for close, name, alone in _TAGS.findall(markup):
        opened[name.casefold()] += 0 if alone else -1 if close else 1
    open_ones = [name for name, count in opened.items() if count > _MOST_OPEN and name not in _ALONE]
    return f"more than {_MOST_OPEN} elements <{open_ones[0]}> are left open in it" if open_ones else ""


def parsed(markup: str) -> Any:  # noqa: ANN401 - the library's Wikicode
    """Markup as the library parses it."""
    import mwparserfromhell

    return mwparserfromhell.parse(markup, skip_style_tags=False)


def readable(code: Any) -> Text:  # noqa: ANN401 - as above
    """The words of some markup; its parts are what is more than words.

    `links` (target, text), `urls` (url, text), `files`, `templates` (name and values), `refs`, and `wikitext`.
    """
    found: dict[str, list[Tree]] = {"links": [], "urls": [], "files": [], "templates": [], "refs": []}
    said = _tidy(_words(code, found))
    parts = {name: listed for name, listed in found.items() if listed}
    return text(said, **parts, wikitext=str(code).strip()) if parts else Text(said, {})


def template_name(template: Any) -> str:  # noqa: ANN401
    """The name of a template as people write it."""
    return " ".join(str(template.name).replace("_", " ").split())


def template_values(template: Any) -> dict[str, Tree]:  # noqa: ANN401
    """The values of a template by their names, or by their places: "1", "2", …"""
    return {" ".join(str(each.name).split()): readable(each.value) for each in template.params}


def _words(code: Any, found: dict[str, list[Tree]]) -> str:  # noqa: ANN401
    return "".join(_WORDS.get(type(node).__name__, _plain)(node, found) for node in code.nodes)


def _plain(node: Any, _: dict[str, list[Tree]]) -> str:  # noqa: ANN401
    return str(node)


def _nothing(_: Any, __: dict[str, list[Tree]]) -> str:  # noqa: ANN401
    return ""


def _entity(node: Any, _: dict[str, list[Tree]]) -> str:  # noqa: ANN401
    return html.unescape(str(node))


def _link(node: Any, found: dict[str, list[Tree]]) -> str:  # noqa: ANN401
    target = " ".join(str(node.title).replace("_", " ").split())
    namespace, colon, rest = target.partition(":")
    if colon and namespace.casefold() in words()["files"]:
        found["files"].append(rest.strip())
        return ""
    if colon and namespace.casefold() in words()["categories"]:
        return ""
    shown = _tidy(_words(node.text, found)) if node.text else target.removeprefix(":")
    found["links"].append({"target": target.removeprefix(":"), "text": shown})
    return shown


def _external(node: Any, found: dict[str, list[Tree]]) -> str:  # noqa: ANN401
    shown = _tidy(_words(node.title, found)) if node.title else str(node.url)
    found["urls"].append({"url": str(node.url), "text": shown})
    return shown


def _tag(node: Any, found: dict[str, list[Tree]]) -> str:  # noqa: ANN401
    name = str(node.tag).strip().casefold()
    if name in words()["apart"]:
        if name == "ref" and node.contents:
            found["refs"].append(str(node.contents).strip())
        return ""
    inner = "" if node.self_closing or node.contents is None else _words(node.contents, found)
    return f"\n{inner}" if name in _BREAKS else inner


def _template(node: Any, found: dict[str, list[Tree]]) -> str:  # noqa: ANN401
    """A template reads as its values without names, one after the other; if it has none, as it is written."""
    values = template_values(node)
    found["templates"].append({"name": template_name(node), **values})
    placed = [str(value) for name, value in values.items() if name.isdigit() and value]
    return " ".join(placed) if placed or not values else str(node)


def _argument(node: Any, found: dict[str, list[Tree]]) -> str:  # noqa: ANN401
    return _words(node.default, found) if node.default else ""


def _heading(node: Any, found: dict[str, list[Tree]]) -> str:  # noqa: ANN401
    return f"\n{_words(node.title, found)}\n"


_WORDS: Final = {
    "Text": _plain,
    "Comment": _nothing,
    "HTMLEntity": _entity,
    "Wikilink": _link,
    "ExternalLink": _external,
    "Tag": _tag,
    "Template": _template,
    "Argument": _argument,
    "Heading": _heading,
}


def _tidy(said: str) -> str:
    return _LINES.sub("\n", _BLANKS.sub(" ", said)).strip()
