"""Names that machines follow: IRIs of the web, and the local ids that become part of ours."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

from memorial_kg.values.problem import ValueProblem, quote
from memorial_kg.values.texts import fold

__all__ = ["check_iri", "check_local_id", "check_page_id", "did_you_mean"]

# RFC 3987, section 2.2, `ucschar`; `iprivate` is left out, since no two readers agree on private characters.
_UCSCHAR: Final = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane << 16 | (0x1000 if plane == 14 else 0))}-{chr(plane << 16 | 0xFFFD)}" for plane in range(1, 15)
)
# Section 4.1 forbids marks of direction; spaces and other characters that nobody can see are refused with them. The two
# joiners (U+200C, U+200D) stay: Persian and Hindi cannot be written without them.
_UNSEEN: Final = re.compile("[\u00a0\u00ad\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]")

_ALLOWED: Final = re.compile(rf"[A-Za-z0-9._~!$&'()*+,;=:@/?#\[\]\-{_UCSCHAR}]|%[0-9A-Fa-f]{{2}}")

# Most IRIs have no other characters: they are passed over in one step.
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?#\[\]\-]*")

# The patterns below say where a delimiter may stand: they are asked once every character is known to be allowed.
_HOST: Final = r"(?:[^/?#@:\[\]]+|\[[0-9A-Fa-f:.]+\])"
_QUERY_AND_FRAGMENT: Final = r"(?:\?[^#\[\]]*)?(?:#[^#\[\]]*)?"
# No user before the host: RFC 9110, section 4.2.4, and `https://www.wikidata.org@elsewhere.example` leads elsewhere.
_WEB: Final = rf"//{_HOST}(?::[0-9]{{1,5}})?(?:/[^?#\[\]]*)?{_QUERY_AND_FRAGMENT}"

# The schemes that a record may name. Whatever runs or reads the reader's machine (javascript, data, file) is not here.
_SCHEMES: Final = {
    "https": (_WEB, "https://example.org/page"),
    "http": (_WEB, "http://example.org/page"),
    # RFC 8141, section 2
    "urn": (rf"(?!urn:)[A-Za-z0-9][A-Za-z0-9-]{{0,30}}[A-Za-z0-9]:[^/?#\[\]][^?#\[\]]*{_QUERY_AND_FRAGMENT}",
            "urn:isbn:9780306406157"),
    # RFC 6068, section 2
    "mailto": (rf"[^/?#@\[\]]+@{_HOST}(?:\?[^#\[\]]*)?", "mailto:name@example.org"),
    # RFC 5870, section 3.3
    "geo": (r"-?[0-9]+(?:\.[0-9]+)?(?:,-?[0-9]+(?:\.[0-9]+)?){1,2}(?:;[A-Za-z0-9.=;%-]+)?", "geo:52.43,13.25"),
}  # fmt: skip

# What people write instead of an IRI, and the IRI that it stands for.
_INSTEAD: Final = {
    r"(?:wd:)?(Q[1-9][0-9]*)": r"http://www.wikidata.org/entity/\1",
    r"(?:doi:\s*)?(10\.[0-9]{4,9}/\S+)": r"https://doi.org/\1",
    r"(www\.\S+)": r"https://\1",
    r"([^\s:/@]+@[^\s@.]+\.[^\s@]+)": r"mailto:\1",
    r"(https?):/*(\S+)": r"\1://\2",
}

_EXPECTED: Final = f"an absolute IRI that begins with {', '.join(f'{scheme}:' for scheme in _SCHEMES)}"

_LOCAL_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_LOCAL_ID: Final = 80

# Why the name of a file cannot be that of the page of a thing or of a record.
_TAKEN: Final = {
    r"index(?:-[0-9]+)?": "is the name of the pages that list all others",
    r"con|prn|aux|nul|com[0-9]|lpt[0-9]": "is the name of a device on Windows, which can have no file of that name",
}


def check_iri(text: str) -> str:
    """Give back an absolute IRI (RFC 3987) of a scheme that is safe to follow, or say what is wrong with it.

    >>> check_iri("https://az.wikipedia.org/wiki/Uşaq")
    'https://az.wikipedia.org/wiki/Uşaq'
    """
    scheme, colon, rest = text.partition(":")
    if not colon or scheme not in _SCHEMES:
        raise ValueProblem(_what_is_no_scheme(text, scheme if colon else ""), _EXPECTED, _iri_hint(text))
    _check_characters(text)
    pattern, example = _SCHEMES[scheme]
    if not re.fullmatch(pattern, rest):
        raise ValueProblem(f"{quote(text)} is not a complete {scheme} address", f"a form such as {example}",
                           "write the whole address, without a user; [, ] and a second # are %5B, %5D and %23"
                           if pattern is _WEB else "correct the address")  # fmt: skip
    return text


def check_local_id(text: str) -> str:
    """Give back the last part of one of our IRIs: small letters and digits in words joined by hyphens.

    >>> check_local_id("tr-usak")
    'tr-usak'
    """
    if len(text) > _LONGEST_LOCAL_ID:
        raise ValueProblem(f"the id {quote(text)} is {len(text)} characters long",
                           f"at most {_LONGEST_LOCAL_ID} characters", "shorten it")  # fmt: skip
    if not _LOCAL_ID.fullmatch(text):
        raise ValueProblem(f"{quote(text)} cannot be an id" if text else "the id is empty",
                           "small letters a to z and digits, in words joined by single hyphens, such as tr-usak",
                           _id_hint(text))  # fmt: skip
    return text


def check_page_id(text: str) -> str:
    """Give back a local id that is also the name of files: the id of a thing, of a source, or the key of a record.

    >>> check_page_id("tr-usak")
    'tr-usak'
    """
    for pattern, why in _TAKEN.items():
        if re.fullmatch(pattern, text):
            raise ValueProblem(f"{quote(text)} {why}", "an id that can be the name of a page",
                               f"add a word, such as {text}-stone")  # fmt: skip
    return check_local_id(text)


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Ask whether the most similar choice was meant; empty if none is similar.

    >>> did_you_mean("sculptr", ["sculptor", "sponsor"])
    "did you mean 'sculptor'?"
    """
    # Sorted, so that of two choices that differ in case alone the same one is always named.
    by_key = {choice.casefold(): choice for choice in sorted(choices, reverse=True)}
    similar = difflib.get_close_matches(word.casefold(), by_key, n=1)
    return f"did you mean '{by_key[similar[0]]}'?" if similar else ""


def _what_is_no_scheme(text: str, scheme: str) -> str:
    if scheme.strip().lower() in _SCHEMES:
        return f"{quote(text)} does not begin with a scheme in small letters"
    if re.fullmatch("[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return f"{quote(text)} begins with {quote(scheme + ':')}, which is not on the list"
    return f"{quote(text)} is not an IRI" if text.strip() else "the IRI is empty"


def _check_characters(text: str) -> None:
    plain = _PLAIN.match(text)
    position = plain.end() if plain else 0
    while position < len(text):
        allowed = _ALLOWED.match(text, position)
        if not allowed or _UNSEEN.match(text, position):
            raise ValueProblem(f"{quote(text)} has {text[position]!r} at character {position + 1}",
                               "the characters that RFC 3987 allows", _character_hint(text[position]))  # fmt: skip
        position = allowed.end()


def _character_hint(character: str) -> str:
    if character == "%":
        return "write %25 for the sign itself, or two hexadecimal digits after it"
    if not character.isprintable():
        return "remove it"
    return f"write {''.join(f'%{byte:02X}' for byte in character.encode())} in its place, or remove it"


def _iri_hint(text: str) -> str:
    for pattern, iri in _INSTEAD.items():
        if found := re.fullmatch(pattern, text.strip(), re.IGNORECASE):
            return f"write {_small_scheme(found.expand(iri))} if that is meant"
    return "write the whole address, from https:// on"


def _small_scheme(iri: str) -> str:
    scheme, colon, rest = iri.partition(":")
    return scheme.lower() + colon + rest


def _id_hint(text: str) -> str:
    slug = re.sub("[^a-z0-9]+", "-", fold(text))[:_LONGEST_LOCAL_ID].strip("-")
    return f"write {slug}" if slug else "write an id"
