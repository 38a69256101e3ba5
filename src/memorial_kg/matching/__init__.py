"""Finds descriptions of one memorial in several sources, and lets a person decide; nothing merges by itself."""

from memorial_kg.matching.candidates import Candidate, Found, Match, decided_pairs, find_candidates
from memorial_kg.matching.deciding import Change, Taken, take
from memorial_kg.matching.proposals import Verdict, read_proposals, unfinished, write_proposals
from memorial_kg.matching.undoing import undo
from memorial_kg.matching.weights import Weights, read_weights

__all__ = [
    "Candidate",
    "Change",
    "Found",
    "Match",
    "Taken",
    "Verdict",
    "Weights",
    "decided_pairs",
    "find_candidates",
    "read_proposals",
    "read_weights",
    "take",
    "undo",
    "unfinished",
    "write_proposals",
]
