"""What people send who mean no good: queries and bodies, small enough to be taken, each with its way to exhaust."""

from __future__ import annotations

__all__ = ["BODIES", "QUERIES"]

_TRIPLES = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
_DOUBLING = " ".join(f"BIND (CONCAT(?a{number}, ?a{number}) AS ?a{number + 1})" for number in range(30))

QUERIES: dict[str, str] = {
    "brackets, 4 kB": f"ASK {'{' * 2000}{'}' * 2000}",
    "parentheses, 4 kB": f"ASK {{ FILTER ({'(' * 2000}true{')' * 2000}) }}",
    "negations, 60 kB": f"ASK {{ FILTER ({'!' * 60_000}true) }}",
    "negations, 4 kB": f"ASK {{ FILTER ({'!' * 4_000}true) }}",
    "sums": f"ASK {{ FILTER ({'1+' * 30_000}1) }}",
    "alternatives": f"ASK {{ FILTER ({'?a||' * 14_000}?b) }}",
    "a long path": f"ASK {{ ?a {'<p:p>/' * 10_000}<p:p> ?b }}",
    "a long list": f"ASK {{ ?a ?b ({'1 ' * 20_000}) }}",
    "cross join": f"SELECT (COUNT(*) AS ?n) {{ {_TRIPLES} }}",
    "cross join, every row": f"SELECT * {{ {_TRIPLES} }}",
    "cross join, sorted": f"SELECT * {{ {_TRIPLES} }} ORDER BY ?c ?f",
    "cross join, distinct": f"SELECT DISTINCT * {{ {_TRIPLES} }}",
    "doubling": f"SELECT (STRLEN(?a30) AS ?n) {{ BIND ('xxxxxxxx' AS ?a0) {_DOUBLING} }}",
    "replacing": f"SELECT (STRLEN(REPLACE(REPLACE(?x,'x',?x),'x',?x)) AS ?n) {{ BIND ('{'x' * 1500}' AS ?x) }}",
    "slow planning, optional": f"SELECT * {{ {' '.join(f'OPTIONAL {{ ?a{n} ?b{n} ?c{n} }}' for n in range(160))} }}",
    "slow planning, union": f"ASK {{ {'UNION'.join(['{?a ?b ?c}'] * 4000)} }}",
    "slow planning, values": f"ASK {{ {'VALUES ?x {1 2 3 4 5 6 7 8 9}' * 1500} }}",
    "slow planning, filters": f"ASK {{ {'FILTER(?a=1)' * 4000} }}",
    "endless path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:b>|^!<x:b>)*/(!<x:c>|^!<x:c>)* ?b . ?b (!<x:d>)* ?c }",
    "an expression of expressions": f"ASK {{ FILTER REGEX('{'a' * 30_000}', '(a{{500}}){{500}}{{500}}') }}",
    "a string without an end": f"ASK {{ ?a ?b '''{chr(39) * 50_000}",
    "words and hyphens": "a-" * 30_000,
}

# Each is the type and the content of a POST to the endpoint.
BODIES: dict[str, tuple[str, bytes]] = {
    "not UTF-8": ("application/sparql-query", b"\xff\xfe" * 1000),
    "zeros": ("application/sparql-query", bytes(60_000)),
    "half an escape": ("application/x-www-form-urlencoded", b"query=%F" + b"%" * 50_000),
    "many fields": ("application/x-www-form-urlencoded", b"&".join(b"a=b" for _ in range(50_000))),
    "too long": ("application/sparql-query", b"#" * 900_000),
    "a form of parts": ("multipart/form-data; boundary=x", b"--x\r\n" * 10_000),
    "packed": ("application/sparql-query; charset=utf-7", b"+AGE-" * 1000),
}
