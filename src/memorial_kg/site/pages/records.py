"""The pages of records: one source's account of one thing, with where in the source it stands, in which words."""

from __future__ import annotations

from collections.abc import Iterator

from memorial_kg.site.page import Page
from memorial_kg.site.programs.representations import formats_of
from memorial_kg.site.site import Site
from memorial_kg.site.things.accounts import as_told_by
from memorial_kg.site.things.description import describe
from memorial_kg.site.things.evidence import account_of
from memorial_kg.site.things.labels import key_path_label

__all__ = ["pages"]


def pages(site: Site) -> Iterator[Page]:
    """A page for each record."""
    for name in site.catalogue.things("record"):
        yield _page(site, name)


def _page(site: Site, name: str) -> Page:
    account = account_of(site, name)
    about = site.said(name).iris("schema:about", node=site.catalogue.iri(name), graph=None)
    things = [describe(site, site.catalogue.name(each)) for each in about]
    label = site.label(name)
    data: dict[str, object] = {
        "label": label,
        "account": account,
        "things": [as_told_by(each, account.source) for each in things],
        "accounts": [each for thing in things for each in thing.accounts if each.source == account.source],
        "labels": {
            each.key: key_path_label(site, each.key, thing.name) for thing in things for each in account.evidence
        },
        "files": [f"{name}{each.suffix}" for each in formats_of(name, site)],
    }
    return Page(f"{name}.html", "record.html", label.text, data, thing=name)
