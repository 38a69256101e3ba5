"""Reads a page as a tree, with nothing but the standard library: what a browser would see, for tests to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> set[str]:
        return set(self["class"].split())

    def all(self, tag: str = "", cls: str = "", **attributes: str) -> Iterator[Element]:
        """All elements below this one, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                wanted = all(
                    child.attributes.get(name.replace("_", "-")) == value for name, value in attributes.items()
                )
                if tag in ("", child.tag) and (not cls or cls in child.classes) and wanted:
                    yield child
                yield from child.all(tag, cls, **attributes)

    def one(self, tag: str = "", cls: str = "", **attributes: str) -> Element:
        found = list(self.all(tag, cls, **attributes))
        assert len(found) == 1, f"{len(found)} of {tag}.{cls} {attributes}"
        return found[0]

    def text(self, *, without: tuple[str, ...] = ()) -> str:
        """The words of an element, white space as it is."""
        return "".join(
            child if isinstance(child, str) else child.text(without=without)
            for child in self.children
            if isinstance(child, str) or child.tag not in without
        )

    def within(self, cls: str) -> bool:
        """Tell whether the element lies in one of a class."""
        return self.parent is not None and (cls in self.parent.classes or self.parent.within(cls))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says {names} twice"
        made = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(made)
        if tag not in VOID:
            self.here = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def read(html: str) -> Element:
    """The tree of a page; every element that is opened must be closed, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is not closed"
    return reader.root


def squeezed(text: str) -> str:
    """A text as a reader sees it: runs of white space are one space."""
    return re.sub(r"\s+", " ", text).strip()
