"""Watches a page: no error, no forbidden script or style, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

OpenPage = Callable[..., Page]
Axe = Callable[[Page], list[str]]


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true in a page. (`wait_for_function` makes code from text there: the policy forbids.)"""
    for _ in range(800):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")


@dataclass
class Watch:
    """What went wrong in a page; a test that expects something removes it."""

    problems: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def on(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("request", self._asked)
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (event) =>"
            " console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"
        )

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"}:
            self.hosts.add(parts.hostname or "")
            if parts.hostname != "127.0.0.1":
                self.problems.append(f"asked elsewhere: {request.url}")
