"""Chooses the form and the profile of a thing that a request asks for, by its headers or in its address."""

from __future__ import annotations

from typing import NamedTuple

from starlette.requests import Request

from memorial_kg.server.negotiation import best_type, split_list
from memorial_kg.server.representations import ALTERNATIVES, DEFAULT_PROFILE, HTML, Profile, Representation
from memorial_kg.server.things import Resource

__all__ = ["Choice", "choose"]


class Choice(NamedTuple):
    """A form in a profile; `here` if the request names it, so that it is sent without going elsewhere."""

    form: Representation
    profile: Profile
    here: bool = False


def choose(request: Request, thing: Resource) -> Choice | None:
    """What the request asks for: `?_profile=` and `?_mediatype=` before the headers; None if there is none."""
    named = request.query_params.get("_profile")
    kind = request.query_params.get("_mediatype")
    profile = _named(named, thing) if named else _accepted(request.headers.get("accept-profile", ""), thing)
    if profile is None:
        return None
    if profile == ALTERNATIVES:
        return Choice(HTML, profile)
    form = _form(kind or request.headers.get("accept"), thing.forms_of(profile))
    return Choice(form, profile, bool(named) and profile != DEFAULT_PROFILE) if form else None


def _named(word: str, thing: Resource) -> Profile | None:
    """A profile by its token or its IRI; "altr" is what some call the list of all."""
    return next((each for each in _known(thing) if word in (each.word, *each.iris) or word == f"{each.word}r"), None)


def _accepted(header: str, thing: Resource) -> Profile:
    """The best of the profiles that a header names; our own where it names none that we know."""
    wanted = sorted(((iri.strip("<>"), weight) for iri, weight in split_list(header)), key=lambda each: -each[1])
    found = (each for iri, weight in wanted if weight > 0 for each in _known(thing) if iri in each.iris)
    return next(found, DEFAULT_PROFILE)


def _known(thing: Resource) -> tuple[Profile, ...]:
    return (DEFAULT_PROFILE, *thing.profiles, ALTERNATIVES)


def _form(accept: str | None, forms: tuple[Representation, ...]) -> Representation | None:
    """The best form: first by the media types that we send, then by the other names that they have."""
    for offered in (
        {form.media_type: form for form in forms},
        {alias: form for form in reversed(forms) for alias in form.media_types[1:]},
    ):
        if found := best_type(accept, [*offered]):
            return offered[found]
    return None
