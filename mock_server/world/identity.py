"""Who is calling, on behalf of which organization, with which rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mock_server.world.errors import Forbidden, Violation

if TYPE_CHECKING:
    from mock_server.world.rows import Rows

Right = Literal["read", "write"]


@dataclass(frozen=True)
class Identity:
    """A caller.

    Attributes:
        user: `{"id", "full_name", "email"}`.
        organization: `{"id", "name"}`; everything the caller sees and makes belongs to it.
        rights: What the caller may do.
    """

    user: dict[str, Any]
    organization: dict[str, Any]
    rights: frozenset[Right] = frozenset({"read", "write"})

    def require(self, right: Right) -> None:
        """Raise Forbidden unless the caller has the right (vendor)."""
        if right not in self.rights:
            raise Forbidden(
                Violation("", f"the credentials lack the right to {right}; use others that have it")
            )

    def remember(self, rows: Rows) -> None:
        """Make the caller known, so that what they create can name them."""
        organization_id = self.organization["id"]
        if not rows.has("organizations", organization_id):
            rows.put("organizations", {"id": organization_id, "name": self.organization["name"]})
        if not rows.has("users", self.user["id"]):
            user = {key: self.user[key] for key in ("id", "full_name", "email")}
            rows.put("users", {**user, "organization_id": organization_id})
