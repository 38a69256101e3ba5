"""Relative links: the site works at any address, below any path, and from a folder."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from memorial_kg.site.site import Site
from memorial_kg.site.words import Words

__all__ = ["PAGE_OF", "address", "outside", "relative", "report_link", "thing_path"]

# Documents without a page of their own, and where people read what they say.
PAGE_OF = {"shapes": "ontology.html#shapes"}

_PLAIN = re.compile(r"[A-Za-z0-9_./-]*")


def relative(page: str, target: str) -> str:
    """The link from one path of the site to another; a fragment is kept.

    >>> relative("az/memorial/x.html", "assets/site.css"), relative("index.html", "memorial/x.html#inscription-1")
    ('../../assets/site.css', 'memorial/x.html#inscription-1')
    >>> relative("az/memorial/x.html", "az/memorial/")
    './'
    """
    path, hash_, fragment = target.partition("#")
    if not path:
        return f"#{_quoted(fragment)}"
    here, there = page.split("/"), path.split("/")
    shared = 0
    while shared < min(len(here), len(there)) - 1 and here[shared] == there[shared]:
        shared += 1
    away = "../" * (len(here) - 1 - shared) + "/".join(there[shared:])
    return f"{_quoted(away) or './'}{hash_}{_quoted(fragment)}"


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else quote(text)


def address(path: str) -> str:
    """The path by which a page is known: the first page of a folder goes without its name.

    >>> address("az/index.html"), address("memorial/x.html")
    ('az/', 'memorial/x.html')
    """
    folder, _, name = path.rpartition("/")
    return f"{folder}/".lstrip("/") if name == "index.html" else path


def thing_path(site: Site, name: str, fragment: str = "") -> str | None:
    """The path of the page of a thing, below the folder of the language; None when it has no page."""
    if name in ("dataset", "ontology") or site.has_page(name):
        return f"{name}.html" + (f"#{fragment}" if fragment else "")
    return None


def outside(iri: str) -> str | None:
    """An IRI that may stand in a link to elsewhere: http or https; None for any other scheme (`javascript:`)."""
    try:
        parts = urlsplit(iri)
    except ValueError:
        return None
    return iri if parts.scheme in ("http", "https") and parts.netloc else None


def report_link(site: Site, name: str, label: str) -> str | None:
    """Where a mistake about a thing is reported; None when the publisher gave no address."""
    given = {"iri": quote(site.catalogue.iri(name), safe=""), "label": quote(label, safe="")}
    filled = site.settings.report
    for place, value in given.items():
        filled = filled.replace(f"{{{place}}}", value)
    return filled if filled.startswith("mailto:") else outside(filled)


def authority(iri: str, words: Words) -> str:
    """What an IRI elsewhere is called: whose identifier it is, and which; the IRI itself where that is not known.

    >>> from memorial_kg.site.words import load_words
    >>> authority("http://www.wikidata.org/entity/Q189134", load_words("en"))
    'Wikidata Q189134'
    """
    try:
        parts = urlsplit(iri)
    except ValueError:
        return iri
    name = f"authority.{parts.netloc}"
    last = " ".join(parts.path.strip("/").split("/")[-2:]) if "openstreetmap" in name else parts.path.strip("/")
    return f"{words(name)} {last.rpartition('/')[2]}" if name in words and last else iri
