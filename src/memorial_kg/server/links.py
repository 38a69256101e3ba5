"""Says in `Link` headers what belongs to a document: its other forms, its licence, what it is about (Signposting)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from memorial_kg.server.representations import DEFAULT_PROFILE, HTML, LINKSET, Profile, Representation
from memorial_kg.server.snapshot import Snapshot
from memorial_kg.server.things import Resource
from memorial_kg.site.links import relative

__all__ = ["Link", "header", "links_of", "linkset"]

_SAFE = "/:?#[]@!$&'()*+,;=~%"
_ABOUT_PAGE = "https://schema.org/AboutPage"


class Link(NamedTuple):
    """A link of a document: where to, what it means there, and attributes of the target."""

    target: str
    rel: str
    attributes: tuple[tuple[str, str], ...] = ()


def header(links: Sequence[Link]) -> str:
    """The value of a `Link` header (RFC 8288)."""
    return ", ".join(
        f'<{quote(link.target, safe=_SAFE)}>; rel="{link.rel}"'
        + "".join(f'; {name}="{value}"' for name, value in link.attributes)
        for link in links
    )


def links_of(snapshot: Snapshot, resource: Resource, at: str, form: Representation | None) -> list[Link]:
    """The links of a document at a path, or, without a form, of the address that redirects to one."""
    return [*_links(snapshot, resource, at, form)]


def _links(snapshot: Snapshot, resource: Resource, at: str, form: Representation | None) -> Iterator[Link]:
    iri = snapshot.base + resource.name
    if form is not None:
        yield Link(relative(at, at), "canonical")
    if form == HTML:
        if resource.types:
            yield Link(iri, "cite-as")
            yield from (Link(each, "type") for each in (_ABOUT_PAGE, *resource.types))
    elif form is not None:
        yield Link(relative(at, resource.path(HTML)), "describes", (("type", HTML.media_type),))
        yield Link(iri, "about")
        yield Link(DEFAULT_PROFILE.iris[0], "profile")
    yield from _alternates(resource, at, form)
    if resource.license:
        yield Link(resource.license, "license")
    if resource.types and resource.name != "dataset":
        yield Link(f"{snapshot.base}dataset", "collection")
    if resource.types:
        yield Link(relative(at, f"{resource.name}{LINKSET.suffix}"), "linkset", (("type", LINKSET.media_type),))


def _alternates(resource: Resource, at: str, form: Representation | None) -> Iterator[Link]:
    for each in resource.all_forms:
        path = resource.path(each)
        if path == at:
            continue
        rel = "alternate"
        if form in (HTML, None) and each.rdf:
            rel += " describedby"
        if resource.name == "dataset" and each != HTML and form == HTML:
            rel += " item"
        yield Link(relative(at, path), rel, (("type", each.media_type),))
    if form == HTML:
        for language in resource.languages:
            path = f"{language}/{resource.path(HTML)}"
            if path != at:
                yield Link(relative(at, path), "alternate", (("type", HTML.media_type), ("hreflang", language)))


def profile_links(resource: Resource, at: str) -> list[Link]:
    """The forms in the other profiles (W3C Content Negotiation by Profile)."""
    return [
        Link(f"{relative(at, resource.name)}?{query_of(profile, form)}", "alternate", _described(profile, form))
        for profile in resource.profiles
        for form in resource.forms_of(profile)
    ]


def query_of(profile: Profile, form: Representation) -> str:
    """The query string that asks for a form in a profile."""
    return f"_profile={profile.word}&_mediatype={quote(form.media_type, safe='/')}"


def _described(profile: Profile, form: Representation) -> tuple[tuple[str, str], ...]:
    return (("type", form.media_type), ("profile", profile.iris[0]))


def linkset(snapshot: Snapshot, resource: Resource) -> bytes:
    """All links of a thing in one document (RFC 9264)."""
    at = f"{resource.name}{LINKSET.suffix}"
    page = resource.path(HTML)
    contexts = []
    others = (each for each in resource.all_forms if each != HTML)
    documents = [(page, HTML), *((f"{resource.name}{each.suffix}", each) for each in others)]
    for path, form in documents:
        context: dict[str, object] = {"anchor": relative(at, path)}
        found = links_of(snapshot, resource, path, form)
        if path == page:
            found += profile_links(resource, path)
        for link in found:
            for rel in link.rel.split():
                targets = context.setdefault(rel, [])
                assert isinstance(targets, list)  # noqa: S101 - for the type checker
                targets.append({"href": link.target, **dict(link.attributes)})
        contexts.append(context)
    return json.dumps({"linkset": contexts}, ensure_ascii=False, indent=1).encode() + b"\n"
