"""Serves the site: its files, the choice among the forms of a thing, and a page for what is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from memorial_kg.server.choosing import Choice, choose
from memorial_kg.server.conditional import add_vary, entity, send_file
from memorial_kg.server.files import Entry, safe_path
from memorial_kg.server.links import header, links_of, linkset, profile_links, query_of
from memorial_kg.server.media import media_type
from memorial_kg.server.negotiation import best_language, quality
from memorial_kg.server.problems import Refused, problem
from memorial_kg.server.representations import ALTERNATIVES, DEFAULT_PROFILE, HTML, LINKSET, Representation, by_suffix
from memorial_kg.server.snapshot import Snapshot
from memorial_kg.server.state import State
from memorial_kg.server.things import Resource, etag_of
from memorial_kg.site.links import relative

__all__ = ["Documents", "route_path"]

_HASHED = re.compile(r"assets/.*[.-][0-9A-Za-z_-]{8,}\.[a-z0-9]+")
_ENGLISH = "en"
_NOT_FOUND = "There is nothing at this address."
_LINK = re.compile(rb'(\s(?:href|src|action)=")(?![a-z][a-z0-9+.-]*:|/|#|")', re.IGNORECASE)
_NEGOTIATED = ("Accept", "Accept-Profile", "Accept-Language")
_SITE = "site.json"
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Documents:
    """Answers for every path that no other route takes."""

    def __init__(self, state: State, live: Mapping[str, str] = _NOTHING) -> None:
        self._state, self._live = state, live
        self._files, self._things = state.files, state.things

    async def answer(self, request: Request) -> Response:
        """The document at a path; if it went away with a build that was just replaced, that of the new build."""
        generation = self._state.generation
        path = _path_of(request)
        if path is None:
            return await self._missing(request, generation.snapshot)
        answer = await self._find(request, generation.snapshot, path)
        if answer is None and (newer := await self._state.newer(generation)):
            with newer.bound():
                answer = await self._find(request, newer.snapshot, path)
        return answer or await self._missing(request, self._state.generation.snapshot)

    async def _find(self, request: Request, snapshot: Snapshot, path: str) -> Response | None:
        at = f"{path}index.html" if not path or path.endswith("/") else path
        if entry := await self._files.read(snapshot, at):
            return await self._file(request, snapshot, at, entry)
        if path.endswith("/"):
            thing = path.rstrip("/")
            return _moved(request, path, thing) if await self._thing(snapshot, thing) else None
        if found := await self._thing(snapshot, path):
            return await self._negotiate(request, snapshot, path, found)
        if await self._files.exists(snapshot, f"{path}/index.html"):
            return _moved(request, path, f"{path}/")
        return await self._on_request(request, snapshot, path)

    async def _thing(self, snapshot: Snapshot, path: str) -> Resource | None:
        return await self._things.find(snapshot, _without_language(snapshot, path)[1])

    async def _file(self, request: Request, snapshot: Snapshot, path: str, entry: Entry) -> Response:
        headers = {"Cache-Control": "public, max-age=31536000, immutable" if _HASHED.fullmatch(path) else "no-cache"}
        found = by_suffix(path)
        if found and (thing := await self._thing(snapshot, found[0])):
            headers["Link"] = header(links_of(snapshot, thing, path, found[1]))
            if found[1].rdf:
                headers["Content-Profile"] = f"<{DEFAULT_PROFILE.iris[0]}>"
        return await send_file(request, entry, headers)

    # -- things --------------------------------------------------------------------------------------------------------

    async def _negotiate(self, request: Request, snapshot: Snapshot, path: str, thing: Resource) -> Response:
        language, _ = _without_language(snapshot, path)
        links = header([*links_of(snapshot, thing, path, None), *profile_links(thing, path)])
        headers = {"Link": links, "Cache-Control": "no-cache"}
        add_vary(headers, *_NEGOTIATED)
        choice = choose(request, thing)
        if choice is None:
            return _not_acceptable(request, thing, headers)
        if choice.profile == ALTERNATIVES:
            return _alternatives(request, snapshot, thing, headers)
        if choice.here:
            return await self._made(request, snapshot, thing, choice, headers)
        if choice.profile != DEFAULT_PROFILE:
            target = f"{relative(path, thing.name)}?{query_of(choice.profile, choice.form)}"
        elif choice.form == HTML:
            target = relative(path, _page(snapshot, request, thing, language)) + _rest(request)
            target += "".join(thing.section.partition("#")[1:])
        else:
            target = relative(path, f"{thing.name}{choice.form.suffix}")
        return Response(status_code=HTTPStatus.SEE_OTHER, headers={**headers, "Location": target})

    async def _made(
        self, request: Request, snapshot: Snapshot, thing: Resource, choice: Choice, headers: Mapping[str, str]
    ) -> Response:
        made = await self._things.make(snapshot, thing, choice.form, choice.profile)
        marked = {**headers, "Content-Profile": f"<{choice.profile.iris[0]}>"}
        return entity(request, made.body, choice.form.content_type, etag=made.etag, headers=marked)

    async def _on_request(self, request: Request, snapshot: Snapshot, path: str) -> Response | None:
        """A form of a thing that no file holds."""
        found = by_suffix(path)
        thing = await self._things.find(snapshot, found[0]) if found else None
        if not (found and thing):
            return None
        form: Representation = found[1]
        if form == LINKSET:
            etag = etag_of(snapshot.version, snapshot.identity, path)
            return entity(request, linkset(snapshot, thing), LINKSET.media_type, etag=etag)
        if form not in thing.made:
            return None
        headers = {"Link": header(links_of(snapshot, thing, path, form))}
        return await self._made(request, snapshot, thing, Choice(form, DEFAULT_PROFILE), headers)

    # -- what is not there ---------------------------------------------------------------------------------------------

    async def _missing(self, request: Request, snapshot: Snapshot) -> Response:
        refused = Refused(404, _NOT_FOUND)
        accept = request.headers.get("accept", "*/*")
        if quality(accept, "text/html") < max(quality(accept, "application/json"), 0.001):
            return problem(request, refused)
        asked = route_path(request).removeprefix("/").partition("/")[0]
        language = asked if asked in snapshot.languages else _language(snapshot, request)
        folder = "" if language == _ENGLISH else f"{language}/"
        entry = await self._files.read(snapshot, f"{folder}404.html")
        if entry is None or entry.body is None:
            return problem(request, refused)
        # The page stands at whatever address was asked for, and its links are those of a page in its own folder.
        up = "../" * (_depth(request) - 1) + folder
        body = _LINK.sub(rb"\1" + up.encode(), entry.body)
        headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language"}
        return Response(body, 404, {**headers, "Content-Type": entry.media_type})

    async def site_json(self, request: Request) -> Response:
        """What scripts may do here: the file of the site, in which a live server says more."""
        snapshot = self._state.snapshot
        entry = await self._files.read(snapshot, _SITE)
        try:
            known = json.loads(entry.body) if entry and entry.body else {}
        except ValueError:
            known = {}
        said = {**(known if isinstance(known, dict) else {}), "live": True, **self._live}
        said["writable"] = self._state.writer is not None
        body = json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"
        return entity(request, body, media_type(_SITE), etag=etag_of(body.decode()))


def route_path(request: Request) -> str:
    """The path of a request below the root under which the server is shown."""
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", ""))


def _path_of(request: Request) -> str | None:
    return safe_path(route_path(request))


def _depth(request: Request) -> int:
    """How many folders deep the address is to a browser, below the root under which the server is shown."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    root: str = request.scope.get("root_path", "")
    below = raw.removeprefix(root.encode()) if raw.startswith(f"{root}/".encode()) else raw
    return max(below.partition(b"?")[0].count(b"/"), 1)


def _without_language(snapshot: Snapshot, path: str) -> tuple[str, str]:
    first, _, rest = path.partition("/")
    return (first, rest) if first in snapshot.languages and rest else ("", path)


def _language(snapshot: Snapshot, request: Request) -> str:
    return best_language(request.headers.get("accept-language"), (_ENGLISH, *snapshot.languages), _ENGLISH)


def _page(snapshot: Snapshot, request: Request, thing: Resource, language: str) -> str:
    """The path of the page of a thing in the language of its address, or in the reader's."""
    chosen = language or _language(snapshot, request)
    return f"{chosen}/{thing.path(HTML)}" if chosen in thing.languages else thing.path(HTML)


def _rest(request: Request) -> str:
    """What else the address says, for the scripts of the page."""
    given = [each for each in request.query_params.multi_items() if each[0] not in ("_profile", "_mediatype")]
    return f"?{urlencode(given)}" if given else ""


def _moved(request: Request, path: str, target: str) -> Response:
    headers = {"Cache-Control": "no-cache"}
    return RedirectResponse(relative(path, target) + _rest(request), HTTPStatus.PERMANENT_REDIRECT, headers)


def _choices(thing: Resource) -> list[dict[str, str]]:
    """Every form in every profile, as links from the address of the thing."""
    here = thing.name.rpartition("/")[2]
    plain = [
        {"href": relative(thing.name, thing.path(form)), "type": form.media_type, "profile": DEFAULT_PROFILE.iris[0]}
        for form in thing.all_forms
    ]
    return plain + [
        {"href": f"{here}?{query_of(profile, form)}", "type": form.media_type, "profile": profile.iris[0]}
        for profile in thing.profiles
        for form in thing.forms_of(profile)
    ]


def _not_acceptable(request: Request, thing: Resource, headers: Mapping[str, str]) -> Response:
    offered = ", ".join(dict.fromkeys(each["type"] for each in _choices(thing)))
    detail = f"There is no form of {thing.name} that fits the request. There are: {offered}."
    return problem(request, Refused(406, detail, headers=headers, members={"alternatives": _choices(thing)}))


def _alternatives(request: Request, snapshot: Snapshot, thing: Resource, headers: Mapping[str, str]) -> Response:
    body = json.dumps({"resource": snapshot.base + thing.name, "representations": _choices(thing)}, indent=1)
    etag = etag_of(snapshot.version, snapshot.identity, thing.name, "alt")
    return entity(request, body.encode() + b"\n", "application/json", etag=etag, headers=headers)
