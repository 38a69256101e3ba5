"""The remote half of the store: any SPARQL 1.1 endpoint, with a time limit and an eye on what comes back."""

from __future__ import annotations

import math
import time
import urllib.error
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from memorial_kg.errors import RemoteError
from memorial_kg.store.answers import Answer, Form
from memorial_kg.store.embedded import answer_of, triple_lines
from memorial_kg.wire import AGENT, check_address, check_time_limit, first_words, shown

if TYPE_CHECKING:
    from SPARQLWrapper import SPARQLWrapper

__all__ = ["Endpoint"]

_LONG = 1500  # characters of a query: an address may hold three times as many for them, and servers stop at 8,000
_CHUNK = 1 << 16
_LARGEST = 1 << 28  # bytes of an answer; who wants more than 256 MiB wants a dump

_RESULTS = ("application/sparql-results+json", "application/json", "application/sparql-results+xml")
_TRIPLES = ("application/n-triples", "text/turtle", "application/rdf+xml")
_ASKED_FOR: dict[Form, tuple[str, ...]] = {"select": _RESULTS, "ask": _RESULTS, "construct": _TRIPLES}

_STATUS = {
    400: "it does not accept the query",
    401: "it wants to know who is asking",
    403: "it refuses to answer",
    404: "there is nothing at this address: is it the address of the endpoint itself, such as https://…/sparql?",
    405: "it does not take queries this way: is it the address of the endpoint itself?",
    406: "it cannot answer in a format of SPARQL",
    413: "the query is too long for it",
    414: "the query is too long for it",
    429: "it asks for a pause between queries: try again later",
    500: "it failed over the query",
    502: "a server on the way to it got no answer",
    503: "it is overloaded or being repaired: try again later",
    504: "it took too long over the query",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of a SPARQL endpoint, and how many seconds a whole answer may take.

    >>> Endpoint("https://query.wikidata.org/sparql").timeout
    60
    >>> Endpoint("file:///etc/passwd")
    Traceback (most recent call last):
        ...
    memorial_kg.errors.UsageError: An endpoint is an http or https address, such as https://example.org/sparql
    """

    url: str
    timeout: float = 60
    agent: str = AGENT

    def __post_init__(self) -> None:
        check_address(self.url, "an endpoint", "https://example.org/sparql")
        check_time_limit(self.timeout)

    @property
    def shown(self) -> str:
        """The address as messages show it: without a query string or a user, which may hold secrets."""
        return shown(self.url)

    def answer(self, query: str, form: Form) -> Answer:
        """Ask the endpoint. What is not an answer to the question is a `RemoteError` that says what came instead."""
        deadline = time.monotonic() + self.timeout
        response = self._ask(query, form)
        with response:
            self._check_landing(response.geturl())
            media_type = response.headers.get_content_type()
            body = self._read(response, deadline)
        if media_type not in _ASKED_FOR[form]:
            raise RemoteError(
                f"{self.shown} answered {response.status} with {media_type} instead of {_ASKED_FOR[form][0]}"
                f"{_first_words(body)}; is it the address of a SPARQL endpoint?"
            )
        try:
            answer = _READERS[media_type](body)
        except (SyntaxError, ValueError) as error:
            error.__traceback__ = None  # it holds solutions of the engine, which this thread alone may drop
            raise RemoteError(f"{self.shown}: the answer is not readable as {media_type}: {error}") from error
        if answer.form != form:
            raise RemoteError(
                f"{self.shown} answered as if it had been asked for {answer.form.upper()}: {form.upper()} was"
            )
        return answer

    def _ask(self, query: str, form: Form) -> Any:  # noqa: ANN401 — http.client.HTTPResponse, as urllib types it
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        try:
            return self._wrapper(query, form).query().response
        except SPARQLWrapperException as error:
            status = _status_of(type(error).__name__)
            raise RemoteError(self._refusal(status, _first_words(error.args[0] if error.args else ""))) from error
        except urllib.error.HTTPError as error:
            with error:
                raise RemoteError(self._refusal(error.code, _first_words(_body_of(error), error.reason))) from error
        except (OSError, HTTPException, ValueError) as error:
            raise RemoteError(self._silence(error)) from error

    def _wrapper(self, query: str, form: Form) -> SPARQLWrapper:
        from SPARQLWrapper import GET, JSON, POST, TURTLE, SPARQLWrapper

        wrapper = SPARQLWrapper(self.url, agent=self.agent, returnFormat=TURTLE if form == "construct" else JSON)
        # Set one by one: `setQuery` guesses the form with a regular expression, and `setTimeout(0.5)` means no limit.
        wrapper.queryString, wrapper.queryType = query, form.upper()
        wrapper.timeout = math.ceil(self.timeout)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", ", ".join(_ASKED_FOR[form]))
        wrapper.setMethod(POST if len(query) > _LONG or urlsplit(self.url).query else GET)
        return wrapper

    def _read(self, response: Any, deadline: float) -> bytes:  # noqa: ANN401 — as above
        """Read to the end within the time limit, which for the socket alone would begin anew with every byte."""
        chunks: list[bytes] = []
        size = 0
        try:
            while chunk := response.read1(_CHUNK):
                chunks.append(chunk)
                size += len(chunk)
                if time.monotonic() > deadline:
                    raise TimeoutError
                if size > _LARGEST:
                    raise RemoteError(
                        f"{self.shown} answers with more than {_LARGEST >> 20} MiB: ask for less, by LIMIT"
                    )
        except (OSError, HTTPException, ValueError) as error:
            raise RemoteError(self._silence(error)) from error
        return b"".join(chunks)

    def _check_landing(self, address: str) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise RemoteError(f"{self.shown} sent us on to an address that is not http or https, and we did not go")

    def _refusal(self, status: int, words: str) -> str:
        return f"{self.shown} answered {status}: {_STATUS.get(status, 'no answer to the query')}{words}"

    def _silence(self, error: BaseException) -> str:
        reason = getattr(error, "reason", None)
        cause = reason if isinstance(reason, BaseException) else error
        if isinstance(cause, TimeoutError):
            return f"{self.shown} did not answer within {self.timeout:g} seconds; allow more time, or ask for less"
        if isinstance(cause, ConnectionRefusedError):
            return f"{self.shown}: nobody listens at this address: is the server running, and is the port right?"
        if type(cause).__name__ == "gaierror":
            return f"{self.shown}: there is no host of this name: is it spelt right, and is there a network?"
        if type(cause).__name__.startswith("SSL"):
            return f"{self.shown}: no secure connection: {cause}"
        return f"{self.shown} broke off without an answer ({type(cause).__name__}{_first_words(str(cause))})"


def _status_of(exception: str) -> int:
    """The status behind the exceptions of SPARQLWrapper, which keep the body only."""
    return {"QueryBadFormed": 400, "Unauthorized": 401, "EndPointNotFound": 404, "URITooLong": 414}.get(exception, 500)


def _body_of(error: IO[bytes]) -> bytes:
    try:
        return error.read(_CHUNK)
    except (OSError, HTTPException):
        return b""


def _first_words(body: bytes | str, instead: object = "") -> str:
    """The first words of a page or a message, or of what there is instead, as the end of a sentence."""
    words = first_words(body) or first_words(str(instead))
    return f': "{words}"' if words else ""


def _from_results(media_type: str) -> Callable[[bytes], Answer]:
    def read(body: bytes) -> Answer:
        from pyoxigraph import QueryResultsFormat, parse_query_results

        results_format = QueryResultsFormat.from_media_type(media_type)
        return answer_of(parse_query_results(body, results_format))

    return read


def _from_triples(media_type: str) -> Callable[[bytes], Answer]:
    def read(body: bytes) -> Answer:
        from pyoxigraph import RdfFormat, parse

        if media_type.endswith("xml") and b"<!ENTITY" in body:  # a few of them unfold into more than any memory holds
            raise ValueError("it declares entities, which no answer needs")
        return Answer("construct", triples=triple_lines(parse(body, RdfFormat.from_media_type(media_type))))

    return read


_READERS: dict[str, Callable[[bytes], Answer]] = {
    **{media_type: _from_results(media_type) for media_type in _RESULTS},
    **{media_type: _from_triples(media_type) for media_type in _TRIPLES},
}
