"""Authentication: which bearer token stands for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

from mock_server.http.errors import Refusal, refuse
from mock_server.openapi.document import Document, read_document
from mock_server.openapi.violations import find_violations
from mock_server.settings import ConfigurationError
from mock_server.world.identity import Identity, Right

_LONGEST_KEPT = 256
"""The longest Authorization header in characters whose token is kept."""

_ID = "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0"
_HARBOUR_LANE = {"id": f"{_ID}01", "name": "Harbour Lane Credit"}
_KESTREL = {"id": f"{_ID}02", "name": "Kestrel Freight"}
_MAYA = {"id": f"{_ID}11", "full_name": "Maya Lindqvist", "email": "maya.lindqvist@harbourlane.example"}
_TOMAS = {"id": f"{_ID}12", "full_name": "Tomas Okafor", "email": "tomas.okafor@harbourlane.example"}
_INES = {"id": f"{_ID}13", "full_name": "Ines Duarte", "email": "ines.duarte@kestrelfreight.example"}

BUILTIN: Mapping[str, Identity] = {
    "mock-token": Identity(_MAYA, _HARBOUR_LANE, frozenset({"read", "write"})),
    "mock-token-reader": Identity(_TOMAS, _HARBOUR_LANE, frozenset({"read"})),
    "mock-token-other": Identity(_INES, _KESTREL, frozenset({"read", "write"})),
}
"""The tokens of `--auth builtin` (decided)."""

_TEXT = {"type": "string", "minLength": 1}
_UUID = {"type": "string", "format": "uuid"}
_EMAIL = {"type": "string", "format": "email"}


def _object(**members: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(members), "properties": members, "additionalProperties": False}


_TOKEN_FILE = _object(
    tokens={
        "type": "array",
        "minItems": 1,
        "items": _object(
            token={"type": "string", "pattern": r"^[A-Za-z0-9\-._~+/]+=*$"},
            user=_object(id=_UUID, full_name=_TEXT, email=_EMAIL),
            organization=_object(id=_UUID, name=_TEXT),
            rights={"type": "array", "uniqueItems": True, "items": {"enum": ["read", "write"]}},
        ),
    }
)


@dataclass(frozen=True)
class Authenticator:
    """Turns an Authorization header into an identity.

    `tokens` names the known ones; `anyone` is who an unknown token stands for, if it may stand for anybody;
    `needed` says whether a request without a token is refused; `hint` is what the refusal teaches.
    """

    tokens: Mapping[str, Identity]
    anyone: Identity | None = None
    needed: bool = True
    hint: str = ""

    @property
    def token(self) -> str:
        """Return a token that works, one that may write if there is one."""
        writing = (token for token, identity in self.tokens.items() if "write" in identity.rights)
        return next(writing, next(iter(self.tokens)))

    def identify(self, header: str | None, *, secured: bool = True) -> Identity:
        """Return who is calling; Refusal 401 when a token is needed and missing, or unknown."""
        token = _known_bearer(header) if len(header or "") <= _LONGEST_KEPT else _bearer(header)
        identity = None if token is None else self.tokens.get(token, self.anyone)
        if self.needed and identity is not None:
            return identity
        if not (self.needed and secured):
            return self.anyone or self.tokens[self.token]
        raise self._refusal(
            "No bearer token was sent." if token is None else "This bearer token is not known."
        )

    def _refusal(self, problem: str) -> Refusal:
        return refuse(401, f"{problem} {self.hint}".strip(), {"www-authenticate": "Bearer"})


def authenticator(choice: str | Path, kind: type[Authenticator] = Authenticator) -> Authenticator:
    """Return what `--auth` names: `builtin`, `presence`, `off` or a YAML file; else ConfigurationError.

    A Path is always a file. `kind` is the class to build.
    """
    anyone = BUILTIN["mock-token"]
    match choice:
        case "builtin":
            hint = "Send 'Authorization: Bearer ' and the token that the mock printed at its start."
            return kind(BUILTIN, hint=hint)
        case "presence":
            hint = "Send 'Authorization: Bearer ' and any token: this mock accepts every one."
            return kind({"mock-token": anyone}, anyone=anyone, hint=hint)
        case "off":
            return kind({"mock-token": anyone}, anyone=anyone, needed=False)
    hint = "Send 'Authorization: Bearer ' and a token of the file that this mock was started with."
    return kind(_read_tokens(Path(choice)), hint=hint)


def _read_tokens(path: Path) -> dict[str, Identity]:
    try:
        missing = not path.exists()
    except (OSError, ValueError):
        missing = False  # whoever reads it says in words why it cannot be read
    if missing:
        raise ConfigurationError(
            f"--auth {path}: there is no such file; use builtin, presence, off or a YAML file."
        )
    document = read_document(path)
    for violation in find_violations(Draft202012Validator(_TOKEN_FILE, validate_formats=True), document.data):
        steps = [int(step) if step.isdigit() else step for step in violation.place.split("/")[1:]]
        raise document.error(steps, f"{violation.place} {violation.message}.")
    return _table(document)


def _table(document: Document) -> dict[str, Identity]:
    table: dict[str, Identity] = {}
    for position, entry in enumerate(document.data["tokens"]):
        if entry["token"] in table:
            raise document.error(
                ["tokens", position, "token"], f"the token {entry['token']} stands here twice."
            )
        user, organization = _with_stored_id(entry["user"]), _with_stored_id(entry["organization"])
        table[entry["token"]] = Identity(user, organization, _rights(entry["rights"]))
    return table


def _with_stored_id(holder: dict[str, str]) -> dict[str, str]:
    """Return a person or an organization with the id in lower case, as the world stores and compares ids."""
    return {**holder, "id": holder["id"].lower()}


def _rights(names: Sequence[Right]) -> frozenset[Right]:
    return frozenset(names)


def _bearer(header: str | None) -> str | None:
    """Return the token of a Bearer header (RFC 6750; the scheme's case does not matter), or None."""
    scheme, _, token = (header or "").strip().partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


_known_bearer = lru_cache(maxsize=64)(_bearer)
