"""Knows the outline of a query: its form, its prefixes, its brackets, and whether it says in which order rows come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memorial_kg.errors import UsageError
from memorial_kg.queries.tokens import Token, complaint, tokenize
from memorial_kg.store import Form
from memorial_kg.values import did_you_mean

__all__ = ["DEEPEST", "Outline", "check_brackets", "matching", "outline", "with_prefixes"]

# Beyond some two thousand nested brackets the parser of the embedded engine runs out of stack and ends the process.
DEEPEST = 100

_FORMS: dict[str, Form] = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "construct", "DESCRIBE": "construct"}
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_CLOSES = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Outline:
    """What can be known of a query without an engine."""

    name: str
    text: str
    tokens: tuple[Token, ...]
    form: Form
    first: int  # the index of the token that names the form
    prefixes: Mapping[str, str]  # declared in the query, with IRIs as they are written there

    @property
    def ordered(self) -> bool:
        """Whether the query itself, not a part of it, has an ORDER BY."""
        ends = [index for index, token in enumerate(self.tokens) if token.text == "}"]
        return any(token.is_word("ORDER") for token in self.tokens[ends[-1] if ends else 0 :])

    @property
    def selects_all(self) -> bool:
        """Whether it is a `SELECT *`."""
        rest = [token for token in self.tokens[self.first + 1 :][:2] if not token.is_word("DISTINCT", "REDUCED")]
        return self.form == "select" and bool(rest) and rest[0].text == "*"

    def in_order(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the variables that stand in the text, in the order in which they appear there."""
        seen = dict.fromkeys(token.text[1:] for token in self.tokens if token.kind == "variable")
        return tuple(name for name in seen if name in names)


def outline(text: str, name: str = "query") -> Outline:
    """Read the outline of a query, and refuse what no engine should see: updates, brackets broken or too deep."""
    tokens = tuple(tokenize(text, name))
    check_brackets(text, tokens, name)
    prefixes, first = _prologue(tokens)
    return Outline(name, text, tokens, _form(text, tokens, first, name), first, prefixes)


def check_brackets(text: str, tokens: tuple[Token, ...], name: str) -> None:
    """Refuse brackets that do not match, and those that are nested too deeply for an engine."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind != "sign":
            continue
        if token.text in _CLOSES.values():
            opened.append(token)
            if len(opened) > DEEPEST:
                raise complaint(text, token.start, name, f"brackets are nested more than {DEEPEST} deep")
        elif token.text in _CLOSES and (not opened or opened.pop().text != _CLOSES[token.text]):
            raise complaint(text, token.start, name, f"this {token.text} closes nothing that is open here")
    if opened:
        raise complaint(text, opened[-1].start, name, f"this {opened[-1].text} is not closed")


def _prologue(tokens: tuple[Token, ...]) -> tuple[dict[str, str], int]:
    prefixes: dict[str, str] = {}
    at = 0
    while at < len(tokens):
        if tokens[at].is_word("PREFIX") and len(tokens) > at + 2 and tokens[at + 1].text.endswith(":"):
            prefixes[tokens[at + 1].text[:-1]] = tokens[at + 2].text[1:-1]
            at += 3
        elif tokens[at].is_word("BASE"):
            at += 2
        else:
            break
    return prefixes, at


def _form(text: str, tokens: tuple[Token, ...], first: int, name: str) -> Form:
    if first >= len(tokens):
        raise complaint(text, len(text), name, "there is no query here")
    token = tokens[first]
    if token.is_word(*_UPDATES):
        raise UsageError(
            f"{name}: {token.text.upper()} would change the graph, and a query cannot: the graph is built from "
            "records; change those and run `memorial-kg build`"
        )
    if not token.is_word(*_FORMS):
        hint = did_you_mean(token.text.upper(), _FORMS) or "write SELECT, ASK, CONSTRUCT or DESCRIBE"
        raise complaint(text, token.start, name, f"a query cannot begin with {token.text!r}", hint)
    return _FORMS[token.text.upper()]


def matching(tokens: tuple[Token, ...], opening: int) -> int:
    """The index of the bracket that closes the one at `opening`; the brackets are known to be sound."""
    depth = 0
    for index in range(opening, len(tokens)):
        token = tokens[index]
        if token.kind == "sign":
            depth += (token.text in _CLOSES.values()) - (token.text in _CLOSES)
            if depth == 0:
                return index
    return len(tokens)


def with_prefixes(query: Outline, known: Mapping[str, str]) -> str:
    """The text with a declaration of every known prefix that it uses and does not declare.

    They are put on its first line, so that every line keeps its number.

    >>> with_prefixes(outline("ASK { ?x wdt:P17 wd:Q43 }"), {"wd": "http://e.example/", "wdt": "http://d.example/"})
    'PREFIX wd: <http://e.example/> PREFIX wdt: <http://d.example/> ASK { ?x wdt:P17 wd:Q43 }'
    """
    missing: dict[str, str] = {}
    for token in query.tokens[query.first :]:
        prefix = token.text.partition(":")[0]
        if token.kind != "name" or prefix in query.prefixes:
            continue
        if prefix not in known:
            hint = did_you_mean(prefix, [*known, *query.prefixes]) or f"write PREFIX {prefix}: <…> at the top"
            raise complaint(query.text, token.start, query.name, f"the prefix {prefix}: is not known", hint)
        missing[prefix] = known[prefix]
    return "".join(f"PREFIX {prefix}: <{missing[prefix]}> " for prefix in sorted(missing)) + query.text
