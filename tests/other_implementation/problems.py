"""What goes wrong, as an exception that knows its HTTP answer."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

REASONS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "ObjectNotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    409: "Conflict",
    413: "PayloadTooLarge",
    415: "UnsupportedMediaType",
    500: "InternalServerError",
}

# The contract lets `errors` be empty; here it is wherever the status says everything.
_WITHOUT_ITEMS = frozenset({405, 406, 413, 415, 500})


class Problem(Exception):
    """A request that cannot be served: an HTTP status, one message per violation, extra headers."""

    def __init__(self, status: int, *messages: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, *messages)
        self.status = status
        self.messages: Sequence[str] = messages or (HTTPStatus(status).phrase,)
        self.headers = dict(headers or {})

    def envelope(self) -> dict[str, Any]:
        """Give the body of the answer: the contract's ErrorEnvelope and two undocumented members."""
        listed = () if self.status in _WITHOUT_ITEMS else self.messages
        items = [
            {"reason": REASONS[self.status], "message": text, "help": "", "seq": n}
            for n, text in enumerate(listed)
        ]
        error = {
            "code": self.status,
            "message": self.messages[0],
            "errors": items,
            "phrase": HTTPStatus(self.status).phrase,
        }
        return {"api_version": "3.0", "kind": "ERROR", "error": error}
