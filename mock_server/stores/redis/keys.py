"""The keys of a world in Redis.

All of them have one hash tag (Redis Cluster hashes only what stands in braces), so that a script may use them
together and other worlds may live on other nodes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Keys:
    """The names of what a world consists of.

    Attributes:
        version: String `EPOCH.NUMBER`: which world it is, and how often it has changed. Missing: no world.
        about: Hash: `schema`, and each number of the world under its name.
        rows: Hash: each row and content by its field; see `records`.
        before: Hash: what each field was at the start that has changed since, empty if it was missing.
        changes: List of the last changes, the last of which made the present version.
        holder: String that expires: who may write.
        free: List of one element while nobody may write: what writers wait for.
        log, log_size: List of entries, string with the bytes of them.
    """

    version: str
    about: str
    rows: str
    before: str
    changes: str
    holder: str
    free: str
    log: str
    log_size: str
    _base: str

    @classmethod
    def of(cls, prefix: str, world: str = "default") -> Keys:
        """Return the keys of one world among those under a prefix."""
        base = f"{{{prefix}:{world}}}"
        kinds = ("version", "about", "rows", "before", "changes", "holder", "free", "log", "log_size")
        return cls(**{kind: f"{base}:{kind}" for kind in kinds}, _base=base)

    def blob(self, blob_id: str) -> str:
        """Return the key of the bytes of one large content: a list of its pieces."""
        return f"{self._base}:blob:{blob_id}"
