"""Plans: how each operation is served, worked out once at the start."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from mock_server.http.bodies import BodyReader
from mock_server.http.cookies import parse_cookies
from mock_server.http.errors import refuse
from mock_server.http.negotiation import admits
from mock_server.openapi.parameters import Values, parse_query, read_parameters, unknown_parameters
from mock_server.openapi.violations import MOST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mock_server.http.call import Call, Function
    from mock_server.openapi.contract import Operation
    from mock_server.world.identity import Right

    Texts = dict[str, Mapping[str, Sequence[str]]]

_READING = {"GET", "HEAD"}
_REMEMBERED = 64
_LONGEST_KEPT = 256
"""Accept headers, and the bytes of one, whose verdict is kept: clients send the same few."""


class Plan:
    """How one operation is served: who may call it, what its parameters are, which function answers it.

    Under `strict`, query parameters that the document does not name are refused.
    """

    def __init__(self, operation: Operation, function: Function, *, strict: bool) -> None:
        self.operation = operation
        self.function = function
        self.body = None if operation.body is None else BodyReader(operation.body)
        self.right: Right = "read" if operation.method in _READING else "write"
        self._strict = strict
        self._accepted: dict[bytes, bool] = {}

    def check_accept(self, accept: bytes | None) -> None:
        """Raise Refusal 406 unless the Accept header admits what the operation gives."""
        if accept is None:
            return
        admitted = self._accepted.get(accept)
        if admitted is None:
            admitted = admits(accept.decode("latin-1"), self.operation.produces)
            if len(self._accepted) < _REMEMBERED and len(accept) <= _LONGEST_KEPT:
                self._accepted[accept] = admitted
        if not admitted:
            offered = ", ".join(sorted(self.operation.produces))
            raise refuse(
                406, f"The Accept header admits nothing that this operation gives, which is {offered}."
            )

    def read_parameters(self, call: Call, path: Mapping[str, str], query: bytes, headers: Any) -> Values:
        """Return the values of a call's parameters, with what is wrong with them, and leave its texts.

        `headers` gives the decoded headers when it is called: most operations have no parameter there.
        """
        parsed, undecodable = parse_query(query) if query else ({}, [])
        call.texts = texts = {"path": {name: [text] for name, text in path.items()}, "query": parsed}
        if self._reads_headers:
            decoded = headers()
            texts["header"] = {name: [text] for name, text in decoded.items()}
            cookies = parse_cookies(decoded.get("cookie", "")) if self._reads_cookies else {}
            texts["cookie"] = {name: [text] for name, text in cookies.items()}
        values = read_parameters(self.operation.parameters, texts)
        if undecodable:
            values.violations = undecodable + values.violations
        if self._strict and parsed:
            values.violations += self._unknown(parsed)
        return values

    @cached_property
    def _reads_cookies(self) -> bool:
        return any(item.location == "cookie" for item in self.operation.parameters)

    @cached_property
    def _reads_headers(self) -> bool:
        return self._reads_cookies or any(item.location == "header" for item in self.operation.parameters)

    def _unknown(self, query: Mapping[str, Sequence[str]]) -> list[Any]:
        styles = [item.style for item in self.operation.parameters if item.location == "query"]
        styled = (style.names(query) for style in styles if style is not None)
        known = self.operation.query_names.union(*styled)
        # More would not be reported, and each costs a search for the name that was meant.
        unknown = islice((name for name in query if name not in known), MOST)
        return unknown_parameters({name: query[name] for name in unknown}, known)
