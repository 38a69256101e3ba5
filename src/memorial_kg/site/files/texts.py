"""Fills in the templates of files that are not pages: XML, configurations of servers, plain texts."""

from __future__ import annotations

from functools import cache

import jinja2

__all__ = ["filled_in"]


def filled_in(template: str, **values: object) -> str:
    """The text of a template in `templates/files/`; in XML every value is escaped."""
    return _environment().get_template(f"files/{template}").render(**values)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("memorial_kg.site"),
        autoescape=lambda name: bool(name) and str(name).endswith(".xml"),  # noqa: S701 - the others are no HTML
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
