"""How to cite a thing of the dataset: in a sentence, and as BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass

from memorial_kg.site.site import Label, Site, best
from memorial_kg.site.things.dataset import about

__all__ = ["Citation", "citation_of"]

# What TeX acts on. Braces are balanced by being escaped, so that no title can end its field.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "#": r"\#",
    "&": r"\&",
    "$": r"\$",
    "_": r"\_",
    "^": r"\^{}",
    "~": r"\~{}",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation needs, and its BibTeX."""

    label: Label
    dataset: Label
    version: str
    modified: str
    iri: str
    bibtex: str


def citation_of(site: Site, name: str, label: Label) -> Citation:
    """How to cite a thing, in the version and of the date of the dataset."""
    known, iri = about(site.catalogue), site.catalogue.iri(name)
    if name.startswith("source/"):  # whatever is cited stands in quotation marks already
        label = site.title(name)
    title = best(known.titles, site.language)
    fields = {
        "title": label.text,
        "booktitle": title.text,
        "author": known.creator,
        "year": known.modified[:4],
        "edition": known.version,
    }
    stated = [f"  {field} = {{{_tex(text)}}}," for field, text in fields.items() if text]
    key = re.sub(r"[^A-Za-z0-9-]+", "-", name).strip("-")
    bibtex = "\n".join([f"@misc{{{key},", *stated, f"  url = {{{iri}}}", "}"])
    return Citation(label, title, known.version, known.modified, iri, bibtex)


def _tex(text: str) -> str:
    r"""A text that TeX shows as it is.

    >>> print(_tex("100% {sic}\n& more"))
    100\% \{sic\} \& more
    """
    return "".join(_TEX.get(letter, letter) for letter in " ".join(text.split()))
