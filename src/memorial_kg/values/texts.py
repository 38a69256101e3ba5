"""Texts and their languages: what may be kept, and how two spellings are held side by side."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from memorial_kg.values.problem import ValueProblem, quote

__all__ = ["check_language", "check_text", "fold", "nfc", "no_formula", "visible"]

# Unicode default case folding (the Unicode standard, 3.13) sends I to i, and İ to i with a combining dot. Turkish and
# Azerbaijani hold ı and i apart; a reader who writes without Turkish keys does not, and comparison follows that reader.
_TURKISH_I: Final = str.maketrans("ıIİ", "iii")
_COMBINING_DOT: Final = "\u0307"

# Anyascii writes apostrophes for hamza, ayin, the soft sign, and for itself: they say how, not what.
_APOSTROPHES: Final = str.maketrans("", "", "'`")
_NOT_A_WORD: Final = re.compile(r"[^a-z0-9]+")

# Controls (the Unicode standard, 23.1) but for tab and line feed, surrogates (23.6) and noncharacters (23.7): XML 1.0
# (2.2) cannot carry most of them, and no RDF format all.
_NOT_KEPT: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
_NAMES_OF_NOT_KEPT: Final = {
    "Cc": "the control character",
    "Cs": "half a character (a lone surrogate)",
    "Cn": "the noncharacter",
}

# White space that may be kept, inside a text. Byte order marks count as such: they are left where files were joined.
_SPACE: Final = "\t\n \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"

# What a terminal acts on and does not show: controls, line ends of other kinds, overrides and isolates of direction.
_ACTING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")

# BCP 47, section 4.1, asks for a tag; people write the name. The languages of the sources at hand and their neighbours.
_NAMES: Final[dict[str, str]] = {
    "english": "en", "german": "de", "deutsch": "de", "turkish": "tr", "turkce": "tr", "azerbaijani": "az",
    "azeri": "az", "bosnian": "bs", "bosanski": "bs", "croatian": "hr", "serbian": "sr", "dutch": "nl",
    "nederlands": "nl", "spanish": "es", "espanol": "es", "castellano": "es", "french": "fr", "francais": "fr",
    "italian": "it", "italiano": "it", "portuguese": "pt", "portugues": "pt", "russian": "ru", "russkiy": "ru",
    "ukrainian": "uk", "polish": "pl", "polski": "pl", "czech": "cs", "hungarian": "hu", "romanian": "ro",
    "greek": "el", "hebrew": "he", "arabic": "ar", "persian": "fa", "farsi": "fa", "armenian": "hy", "georgian": "ka",
    "kurdish": "ku", "yiddish": "yi", "latin": "la", "japanese": "ja", "chinese": "zh", "korean": "ko",
}  # fmt: skip

_SUBTAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_TAG_EXPECTED: Final = "a BCP 47 tag such as en, en-GB or az-Latn (und if the language is not known)"
# What makes a spreadsheet run a text as a formula (OWASP, "CSV Injection"), in wide letters too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LOOK_IT_UP: Final = "look the language up in the IANA language subtag registry"


def nfc(text: str) -> str:
    r"""Compose a text to Unicode normalization form C, the only change that a kept text undergoes.

    >>> nfc("s\u0327") == "ş"
    True
    """
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Reduce a text to a key for comparing; the key is never written to an output.

    Case, the Turkish i, diacritics, scripts, punctuation, quotation marks and spaces make no difference.

    >>> fold("“Uşak”") == fold("usak"), fold("İZMİT") == fold("Izmit"), fold("!?")
    (True, True, '!?')
    """
    from anyascii import anyascii  # costs 40 ms, and most commands compare nothing

    folded = nfc(text).translate(_TURKISH_I).casefold().replace(_COMBINING_DOT, "")
    words = _NOT_A_WORD.sub(" ", anyascii(folded).lower().translate(_APOSTROPHES)).strip()
    # A text of signs alone has no words: it is its own key, or all such texts would be equal.
    return words or "".join(folded.split())


def check_text(text: str) -> str:
    """Give back the text in NFC without the space around it, or say which character cannot be kept.

    Marks of direction are kept: texts that run from right to left need them. Line ends become line feeds.
    """
    text = text.replace("\r\n", "\n")
    if found := _NOT_KEPT.search(text):
        name = _NAMES_OF_NOT_KEPT[unicodedata.category(found[0])]
        raise ValueProblem(f"{quote(text)} has {name} U+{ord(found[0]):04X} at character {found.start() + 1}",
                           "text that any program can read", "remove it or write what was meant")  # fmt: skip
    kept = nfc(text).strip(_SPACE)
    if all(character.isspace() or unicodedata.category(character) == "Cf" for character in kept):
        raise ValueProblem("the text is empty", "at least one visible character", "write it, or leave the key out")
    return kept


def visible(text: str, keep: str = "") -> str:
    r"""Escape the characters that would act on a terminal, but for those to keep; joiners and fixed spaces are text.

    >>> visible("a\x1b[31m\u202eb\u00a0c"), visible("a\nb", keep="\n")
    ('a\\x1b[31m\\u202eb\xa0c', 'a\nb')
    """
    return _ACTING.sub(lambda found: found[0] if found[0] in keep else repr(found[0])[1:-1], text)


def no_formula(text: str) -> str:
    """A text as a cell of a spreadsheet that is never run: what begins like a formula has an apostrophe before it.

    >>> no_formula("=1+1"), no_formula("Uşak")
    ("'=1+1", 'Uşak')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def check_language(tag: str) -> str:
    """Give back a BCP 47 language tag in the case that section 2.1.1 recommends, or say what is wrong with it.

    A deprecated tag is kept (`iw`): it is what the source says. Subtags come from the registry inside langcodes;
    nothing is downloaded.

    >>> check_language("EN-gb"), check_language("az-latn"), check_language("und")
    ('en-GB', 'az-Latn', 'und')
    """
    from langcodes import Language  # costs 50 ms, and a query needs none
    from langcodes.tag_parser import LanguageTagError

    if not _SUBTAG.fullmatch(tag):
        raise ValueProblem(f"{quote(tag)} is not a language tag", _TAG_EXPECTED, _language_hint(tag))
    try:
        language = Language.get(tag, normalize=False)
    except LanguageTagError:
        raise ValueProblem(f"{quote(tag)} is not a language tag", _TAG_EXPECTED, _language_hint(tag)) from None
    canonical = language.to_tag()
    # `x-foo` is well-formed and names no language; `Latn` is read by langcodes as und-Latn, and by nobody else.
    if not language.is_valid() or canonical.startswith("x-") or canonical.lower() != tag.lower():
        raise ValueProblem(f"{quote(tag)} is not in the registry of languages", _TAG_EXPECTED, _language_hint(tag))
    return canonical


def _language_hint(tag: str) -> str:
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    if code := _NAMES.get(fold(tag)):
        return f"did you mean '{code}'?"
    try:
        standard = Language.get(tag.strip().replace("_", "-"))
    except LanguageTagError:
        return _LOOK_IT_UP
    known = standard.is_valid() and standard.to_tag() != "und" and not standard.to_tag().startswith("x-")
    return f"write {standard.to_tag()}" if known else _LOOK_IT_UP
