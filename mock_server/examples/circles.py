"""Circles: schemas that cannot be made without being made again."""

from mock_server.openapi.contract import Contract
from mock_server.openapi.document import Json

MOST_STEPS = 20_000
"""Schemas that are looked at for one value (decided): after them no circle is found any more."""


class Circles:
    """Looks for circles in the schemas of a contract, for one value."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._steps = 0

    def lead_back(self, schema: Json, followed: frozenset[str]) -> bool:
        """Tell whether what must be there of a schema follows one of the references again."""
        self._steps += 1
        if self._steps > MOST_STEPS or schema.get("nullable"):
            return False
        reference = schema.get("$ref")
        if isinstance(reference, str):
            back = reference in followed
            return back or self.lead_back(self._contract.resolve(schema), followed | {reference})
        inner = [*schema.get("allOf", ()), *self._needed(schema)]
        if any(self.lead_back(part, followed) for part in inner):
            return True
        unions = (schema[key] for key in ("oneOf", "anyOf") if schema.get(key))
        return any(all(self.lead_back(branch, followed) for branch in union) for union in unions)

    @staticmethod
    def _needed(schema: Json) -> list[Json]:
        """Return the schemas of what must be in an object or array."""
        properties = schema.get("properties", {})
        needed = [properties[name] for name in schema.get("required", ()) if name in properties]
        return [*needed, schema["items"]] if schema.get("minItems") and "items" in schema else needed
