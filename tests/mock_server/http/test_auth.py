"""Authentication: who a token stands for, and what a refusal teaches."""

from pathlib import Path

import httpx
import pytest

from mock_server import MockServer
from mock_server.http.auth import authenticator
from mock_server.http.errors import Refusal
from mock_server.settings import ConfigurationError
from tests.mock_server.samples import messages

_FILE = """tokens:
  - token: alpha
    user: {id: 0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0aa, full_name: A, email: a@a.example}
    organization: {id: 0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0ab, name: Org}
    rights: [read]
"""


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic mock-token", "mock-token", "Bearer nobody"])
def test_refused_with_a_hint(mock: MockServer, header: str | None) -> None:
    """Without a known bearer token the answer is 401, asks for Bearer, and says where to find one."""
    answer = httpx.get(f"{mock.url}/v3/models", headers={} if header is None else {"Authorization": header})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "'Authorization: Bearer ' and the token that the mock printed" in messages(answer.json())[0]


@pytest.mark.parametrize("header", ["Bearer mock-token", "bearer mock-token", "BEARER  mock-token"])
def test_accepted(mock: MockServer, header: str) -> None:
    """The scheme's case does not matter."""
    assert httpx.get(f"{mock.url}/v3/models", headers={"Authorization": header}).status_code == 200


def test_token_in_the_query_is_not_honoured(mock: MockServer) -> None:
    """Only the header counts."""
    assert httpx.get(f"{mock.url}/v3/models?access_token=mock-token").status_code == 401


def test_presence_and_off() -> None:
    """`presence` takes any token but needs one, `off` needs none; both act as the first built-in user."""
    presence, off = authenticator("presence"), authenticator("off")
    assert presence.identify("Bearer whatever").user["full_name"] == "Maya Lindqvist"
    with pytest.raises(Refusal):
        presence.identify(None)
    assert off.identify(None).user["full_name"] == "Maya Lindqvist"


def test_an_open_operation_needs_no_token_but_knows_one() -> None:
    """Where the document asks for no token, one that is sent still tells who is calling."""
    builtin = authenticator("builtin")
    assert builtin.identify(None, secured=False).user["full_name"] == "Maya Lindqvist"
    assert (
        builtin.identify("Bearer mock-token-other", secured=False).organization["name"] == "Kestrel Freight"
    )


def test_token_file(tmp_path: Path) -> None:
    """A file names its own tokens, and the built-in ones are gone."""
    path = tmp_path / "tokens.yaml"
    path.write_text(_FILE, encoding="utf-8")
    known = authenticator(str(path))
    assert known.token == "alpha"
    assert known.identify("Bearer alpha").rights == {"read"}
    with pytest.raises(Refusal):
        known.identify("Bearer mock-token")


def test_ids_of_a_token_file_in_upper_case(tmp_path: Path) -> None:
    """The case of a UUID does not matter: the caller is known under the id that the world stores."""
    path = tmp_path / "tokens.yaml"
    path.write_text(_FILE.replace("f7be0a", "f7be0A").replace("0d6c", "0D6C"), encoding="utf-8")
    who = authenticator(str(path)).identify("Bearer alpha")
    assert who.user["id"] == "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0aa"
    assert who.organization["id"] == "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0ab"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("a@a.example", "nomail", 3, "email must be in the format email"),
        ("alpha", "a b", 2, "must match the pattern"),
        ("[read]", "[admin]", 5, "must be one of"),
        ("name: Org", "nam: Org", 4, "name is required"),
        ("be0aa,", "be0aa, age: 3,", 3, "is not a known field"),
        ("tokens:", "token:", 1, "did you mean|is required|is not a known"),
        (
            "    rights: [read]\n",
            f"    rights: [read]\n{_FILE.removeprefix('tokens:')[1:]}",
            6,
            "stands here twice",
        ),
    ],
)
def test_broken_token_file(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    """A mistake in the file is named with its line."""
    path = tmp_path / "tokens.yaml"
    path.write_text(_FILE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=reason) as caught:
        authenticator(str(path))
    assert str(caught.value).startswith(f"{path}:{line}: ")


def test_missing_token_file() -> None:
    """A choice that is neither a word nor a file names the choices."""
    for choice in ("nothing-there", Path("builtin")):
        with pytest.raises(ConfigurationError, match="builtin, presence, off"):
            authenticator(choice)


@pytest.mark.parametrize("name", ["x" * 300, ".", "a\0b", "no/such/file"])
def test_what_can_be_no_file(name: str) -> None:
    """A name that is too long, a folder and a name with a null byte are refused in a sentence."""
    with pytest.raises(ConfigurationError, match=r"\.$"):
        authenticator(Path(name))
