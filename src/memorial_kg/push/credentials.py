"""Says to a store who is sending: a user with a password, or a token, as the store's challenge asks for it.

Nothing here is ever shown: not in a `repr`, not in a message, and not when a store repeats what it was told.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from memorial_kg.errors import InputError, UsageError

__all__ = ["Authorization", "Credentials", "read_credentials"]

_EXPECTED = "one line: user:password, or a token"
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750, section 2.1

# RFC 9110, section 11.3: a challenge is a scheme, then parameters or one token. Several may stand in one header.
_PIECE = re.compile(
    r"""[\s,]* (?: ([\w!#$%&'*+.^`|~-]+) \s*=\s* (?: "((?:[^"\\]|\\.)*)" | ([^\s,"]*) )
                 | ([\w-]+) (?: \s+ [A-Za-z0-9._~+/-]+=* (?=\s*(?:,|$)) )? )""",
    re.VERBOSE,
)
# RFC 7616, section 3.3; MD5 is what most stores still offer, Virtuoso among them.
_HASHES = {"SHA-512-256": "sha512_256", "SHA-256": "sha256", "MD5": "md5"}


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password, or a token.

    >>> Credentials(user="anna", password="s3cret")
    Credentials(…)
    """

    user: str = ""
    password: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        if not (self.user or self.token):
            raise UsageError(f"These are no credentials: expected {_EXPECTED}")
        if not (self.user + self.password + self.token).isprintable():
            raise UsageError(f"Credentials hold no line ends and no control characters: expected {_EXPECTED}")
        if self.token and not _TOKEN.fullmatch(self.token):
            raise UsageError(f"A token is letters, digits and some of -._~+/=: expected {_EXPECTED}")
        if ":" in self.user:
            raise UsageError("The name of a user holds no colon")

    def __repr__(self) -> str:
        return "Credentials(…)"

    @property
    def basic(self) -> str:
        """User and password as Basic authentication writes them."""
        return base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")

    def hidden(self, text: str) -> str:
        """A text of somebody else without the secrets that it may repeat."""
        for secret in (self.token, self.basic if self.user else "", self.password):
            if secret:
                text = text.replace(secret, "…")
        return text


def read_credentials(file: Path) -> Credentials:
    """Read `user:password`, or a token, from a file that nobody else may read."""
    try:
        mode = file.stat().st_mode
        if stat.S_ISREG(mode) and mode & 0o007:
            raise InputError(f"{file} can be read by everybody on this machine: `chmod 600 {file}`, then push again")
        text = file.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {getattr(error, 'strerror', '') or 'it is not text'}") from None
    user, colon, password = text.partition(":")
    try:
        return Credentials(user, password) if colon else Credentials(token=text.removeprefix("Bearer ").strip())
    except UsageError as error:
        raise InputError(f"{file}: {error}") from None


@dataclass
class Authorization:
    """What is known of how one address wants to be answered; it begins with nothing, and learns from a 401."""

    credentials: Credentials | None = field(repr=False)
    _scheme: str = ""
    _challenge: dict[str, str] = field(default_factory=dict, repr=False)
    _answers: int = 0

    def header(self, method: str, target: str) -> str:
        """The value of the Authorization header for a request, or ""."""
        if self.credentials is None:
            return ""
        if self.credentials.token:
            return f"Bearer {self.credentials.token}"
        if self._scheme == "basic":
            return f"Basic {self.credentials.basic}"
        return self._digest(self.credentials, method, target) if self._scheme == "digest" else ""

    def learn(self, headers: Iterable[str]) -> str:
        """Take up the best challenge of a refusal; gives why there is none that can be answered, or ""."""
        offered = [*_challenges(headers)]
        if self.credentials is None:
            return "it wants to know who is sending: name a file with --credentials"
        if self.credentials.token:
            return "it does not accept the token"
        known = [(scheme, given) for scheme, given in offered if scheme == "basic" or _can_digest(scheme, given)]
        if not known:
            names = ", ".join(scheme for scheme, _ in offered) or "nothing"
            return f"it asks for {names}, and a user with a password can answer Digest and Basic"
        # Digest first, for it does not give the password away; of several the one with the strongest hash.
        self._scheme, self._challenge = min(known, key=_weakness)
        self._answers = 0
        return ""

    def _digest(self, who: Credentials, method: str, target: str) -> str:
        """RFC 7616, section 3.4."""
        given = self._challenge
        self._answers += 1
        count, own = f"{self._answers:08x}", secrets.token_hex(8)
        name = given.get("algorithm", "MD5")
        realm, nonce = given.get("realm", ""), given.get("nonce", "")
        secret = _hash(name, f"{who.user}:{realm}:{who.password}")
        if name.lower().endswith("-sess"):
            secret = _hash(name, f"{secret}:{nonce}:{own}")
        asked = _hash(name, f"{method}:{target}")
        with_qop = "qop" in given
        middle = f"{nonce}:{count}:{own}:auth" if with_qop else nonce
        answer = {
            "username": who.user,
            "realm": realm,
            "nonce": nonce,
            "uri": target,
            "response": _hash(name, f"{secret}:{middle}:{asked}"),
            **({"opaque": given["opaque"]} if "opaque" in given else {}),
        }
        quoted = ", ".join(f'{key}="{_escaped(value)}"' for key, value in answer.items())
        bare = (f", algorithm={name}" if "algorithm" in given else "") + (
            f', qop=auth, nc={count}, cnonce="{own}"' if with_qop else ""
        )
        return f"Digest {quoted}{bare}"


def _challenges(headers: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    for header in headers:
        scheme, given = "", dict[str, str]()
        for piece in _PIECE.finditer(header):
            key, quoted, bare, name = piece.groups()
            if name:
                if scheme:
                    yield scheme, given
                scheme, given = name.lower(), {}
            elif key:
                given[key.lower()] = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare
        if scheme:
            yield scheme, given


def _algorithm(given: dict[str, str]) -> str:
    return re.sub("-SESS$", "", given.get("algorithm", "MD5").upper())


def _can_digest(scheme: str, given: dict[str, str]) -> bool:
    qop = [each.strip() for each in given["qop"].split(",")] if "qop" in given else ["auth"]
    return scheme == "digest" and _algorithm(given) in _HASHES and "auth" in qop and "nonce" in given


def _weakness(challenge: tuple[str, dict[str, str]]) -> int:
    scheme, given = challenge
    return [*_HASHES].index(_algorithm(given)) if scheme == "digest" else len(_HASHES)


def _hash(algorithm: str, text: str) -> str:
    name = _HASHES[re.sub("-SESS$", "", algorithm.upper())]
    return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
