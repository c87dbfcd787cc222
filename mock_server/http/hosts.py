"""Hosts: which names a mock answers to, so that no page on the web reaches a mock on this machine.

A page may let its own name lead to 127.0.0.1 (DNS rebinding) and then read from there what it likes; the name
in the Host header is the page's. An address is none that a page could choose.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from mock_server.http.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_REMEMBERED = 64
_LONGEST_KEPT = 256
"""Host headers, and the characters of one, whose verdict is kept."""
_ANY = "*"


class Hosts:
    """The names that are allowed in the Host header besides addresses and `localhost`; `*` allows all.

    `address` is what the mock listens on: one that other machines reach has names that nobody here knows.
    """

    def __init__(self, address: str, allowed: Iterable[str] = ()) -> None:
        self._allowed = {name.lower().rstrip(".") for name in allowed}
        self._any = _ANY in self._allowed or not is_loopback(address)
        self._known: dict[bytes, bool] = {}

    def check(self, header: bytes | None) -> None:
        """Raise Refusal 403 for a Host header with a name that is not allowed; none names none."""
        if self._any or not header:
            return
        admitted = self._known.get(header)
        if admitted is None:
            admitted = self._admits(name_of(header.decode("latin-1")))
            if len(self._known) < _REMEMBERED and len(header) <= _LONGEST_KEPT:
                self._known[header] = admitted
        if not admitted:
            name = name_of(header.decode("latin-1"))
            raise refuse(
                403, f"This mock does not answer to the name {name!a}; start it with --allow-host {name!a}."
            )

    def _admits(self, name: str) -> bool:
        return name in _LOOPBACK or name in self._allowed or name.endswith(".localhost") or _is_address(name)


def is_loopback(address: str) -> bool:
    """Tell whether only this machine reaches an address or name."""
    if address in _LOOPBACK:
        return True
    return _is_address(address) and ipaddress.ip_address(address).is_loopback


def name_of(header: str) -> str:
    """Return the name in a Host header, in lower case, without port, brackets and a final dot."""
    text = header.strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0].rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
