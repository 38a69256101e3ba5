"""Rules by which static hosts send the IRI of a thing on to its page or its data: Apache, nginx, Netlify and its like.

`memorial/tr-usak` is a memorial, no document: whoever asks for it is answered 303 See Other, by what they
accept. A rule is a regular expression over the Accept header. It knows weights as far as one can without sorting: what
is wanted fully comes first, the page before data; else the type that is named first, as clients write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from memorial_kg.built import DATASET
from memorial_kg.export import Format
from memorial_kg.site.files.media import MEDIA_TYPES
from memorial_kg.site.files.texts import filled_in
from memorial_kg.site.links import PAGE_OF
from memorial_kg.site.programs.representations import formats_of
from memorial_kg.site.site import PAGED_KINDS, Site

__all__ = ["Rule", "Things", "rules", "write_redirects"]

_ID = "[a-z0-9]+(?:-[a-z0-9]+)*"
_PAGE = (("text/html", "application/xhtml+xml"), ".html")
_END = r"\s*(?:,|$)"
_PARAMETERS = r"(?:\s*;\s*(?!q\s*=)[^,;]*)*+"
# The templates, and the names of the files on the site.
_FILES = {"htaccess": ".htaccess", "nginx.conf": "nginx.conf", "_redirects": "_redirects", "_headers": "_headers"}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Access-Control-Allow-Origin": "*",
}


class Rule(NamedTuple):
    """An Accept header that fits is answered with the file of this suffix; the first rule that fits decides."""

    accept: str
    suffix: str


class Things(NamedTuple):
    """IRIs with the same representations: the expression of their paths, and the rules; `name` is for variables.

    `page` is where people read of them, unless they have a page of their own.
    """

    name: str
    paths: str
    rules: list[Rule]
    page: str = ""


def write_redirects(site: Site, folder: Path) -> None:
    """Write the rules of each host."""
    prefix = urlsplit(site.settings.url).path.rstrip("/")
    headers = {"Content-Security-Policy": f"{site.settings.policy}; frame-ancestors 'self'", **_HEADERS}
    for template, name in _FILES.items():
        text = filled_in(
            template,
            things=[*_things(site)],
            kinds=[each for each in PAGED_KINDS if each != "record"],
            prefix=prefix,
            path=unquote(prefix),
            headers=headers,
            media_types=MEDIA_TYPES,
            languages=site.settings.languages,
        )
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _things(site: Site) -> Iterator[Things]:
    subjects = site.ontology.subjects()
    others = [each for each in PAGED_KINDS if each not in (*subjects, "record")]
    yield Things("memorial", f"(?:{'|'.join(subjects)})/{_ID}", rules(formats_of(f"{subjects[0]}/x", site)))
    plain = f"(?:{'|'.join(others)})/{_ID}|record/{_ID}/{_ID}|ontology"
    yield Things("thing", plain, rules(formats_of("ontology", site)))
    yield Things("dataset", DATASET, rules(formats_of(DATASET, site)))
    for name, page in PAGE_OF.items():
        yield Things(name, name, rules(formats_of(name, site)), page)


def rules(formats: Iterable[Format]) -> list[Rule]:
    """The rules for things that have these formats beside their page."""
    offers = [_PAGE, *((each.media_types, each.suffix) for each in formats)]
    types = {_either(media_types): suffix for media_types, suffix in offers}
    anything = "|".join(types)
    wanted = [Rule(rf"(?:^|,)\s*(?:{each}){_PARAMETERS}(?:\s*;\s*q=1(?:\.0*)?)?{_END}", suffix)
              for each, suffix in types.items()]  # fmt: skip
    # `text/turtle;q=0` says that it is not wanted.
    named = [Rule(rf"^(?:(?!{anything}).)*(?:{each}){_PARAMETERS}(?!\s*;\s*q=0(?:\.0*)?{_END})", suffix)
             for each, suffix in types.items()]  # fmt: skip
    return [*wanted, *named]


def _either(media_types: Iterable[str]) -> str:
    return "|".join(re.escape(each).replace("\\-", "-") for each in media_types)
