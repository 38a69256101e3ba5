"""Speaks HTTP with the hosts that somebody named, and with no other: in limited time, with limits of size and patience.

What an answer means is for the rooms that ask: a store is pushed to, a service is asked. SPARQL endpoints are read
through a library of their own (`store.remote`), and share the rules of addresses and the words.
"""

from memorial_kg.wire.addresses import check_address, check_time_limit, origin, shown, target_of
from memorial_kg.wire.carrying import AGENT, Body, Call, Reply, carry
from memorial_kg.wire.patience import TRANSIENT, Patience, asked_pause
from memorial_kg.wire.redirects import follow
from memorial_kg.wire.words import first_words, silence

__all__ = [
    "AGENT",
    "TRANSIENT",
    "Body",
    "Call",
    "Patience",
    "Reply",
    "asked_pause",
    "carry",
    "check_address",
    "check_time_limit",
    "first_words",
    "follow",
    "origin",
    "shown",
    "silence",
    "target_of",
]
