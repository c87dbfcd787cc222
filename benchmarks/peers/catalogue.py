"""Every server that can be measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers import node_peers, python_peers, stores

if TYPE_CHECKING:
    from benchmarks.peers.peer import Peer

PEERS: tuple[Peer, ...] = (*python_peers.PEERS, *stores.PEERS, *node_peers.PEERS)
"""In the order in which they are measured: the limit first, then this mock."""


def chosen(names: str) -> tuple[Peer, ...]:
    """Return the servers that a list with commas names; ValueError for an unknown one."""
    wanted = names.split(",")
    unknown = set(wanted) - {peer.name for peer in PEERS}
    if unknown:
        known = ", ".join(peer.name for peer in PEERS)
        raise ValueError(f"no such server: {', '.join(sorted(unknown))}; there are {known}")
    return tuple(peer for peer in PEERS if peer.name in wanted)
