"""Counts what each client asks, so that one cannot have what belongs to all."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import Request

from memorial_kg.server.refusals import TooOften

__all__ = ["Throttle", "client_of"]

_A_SECOND = 10  # what each second of a worker costs; by the usual limit, a client can keep one worker busy and no more
_MOST_CLIENTS = 10_000  # that are remembered; of more, those that have been silent longest are forgotten
_IPV6_HOME = 64  # bits of an address that one household or one machine has to itself


class Throttle:
    """A purse for each client, which fills again with so many coins a minute; `clock` is in seconds."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._full, self._clock = float(per_minute), clock
        self._purses: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def pay(self, client: str) -> None:
        """Pay for one question. Raises TooOften when the purse is empty."""
        if (coins := self._coins(client)) < 1:
            wait = (1 - coins) * 60 / self._full
            raise TooOften(f"You have asked more than {self._full:g} questions in a minute: wait a little", wait)
        self.charge(client, 1)

    def charge(self, client: str, coins: float) -> None:
        """Take coins for what a question has cost; as many may be missing as fit into the purse."""
        self._purses[client] = max(self._coins(client) - coins, -self._full), self._clock()
        self._purses.move_to_end(client)
        while len(self._purses) > _MOST_CLIENTS:
            self._purses.popitem(last=False)

    def meter(self, client: str) -> Callable[[float], None]:
        """What takes the coins for each second that a worker has spent on a question of this client."""
        return lambda seconds: self.charge(client, seconds * _A_SECOND)

    def _coins(self, client: str) -> float:
        coins, at = self._purses.get(client, (self._full, self._clock()))
        return min(self._full, coins + (self._clock() - at) * self._full / 60)


def client_of(request: Request, *, behind_proxy: bool = False) -> str:
    """Whom a request is counted for: an address, or the network of an address of IPv6.

    Behind a proxy it is the last address of X-Forwarded-For, which the proxy wrote; what stands before it, anybody can
    have written. Without a proxy the header means nothing.
    """
    # A proxy may add to the line that the client sent, or add a line of its own after it.
    forwarded = ",".join(request.headers.getlist("x-forwarded-for")) if behind_proxy else ""
    address = forwarded.rpartition(",")[2].strip() or (request.client.host if request.client else "")
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, _IPV6_HOME), strict=False))
