from __future__ import annotations

import pickle

from memorial_kg.errors import InputError
from memorial_kg.values import ValueProblem, quote


def test_a_problem_reads_as_one_line() -> None:
    problem = ValueProblem("'20I6' has the letter 'I' among its digits", "YYYY", "write 2016")
    assert str(problem) == "'20I6' has the letter 'I' among its digits; expected YYYY; write 2016"
    assert isinstance(problem, ValueError)
    assert isinstance(problem, InputError)


def test_a_problem_survives_the_way_from_a_worker_process() -> None:
    problem = pickle.loads(pickle.dumps(ValueProblem("what", "expected", "todo")))  # noqa: S301 - our own bytes
    assert (problem.what, problem.expected, problem.todo) == ("what", "expected", "todo")


def test_a_quotation_stays_on_one_line_whatever_it_quotes() -> None:
    assert quote("a\nb\u202e\ud800") == r"'a\nb\u202e\ud800'"
    assert len(quote("x" * 1000)) == 82
