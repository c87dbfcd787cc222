"""Credentials that must be refused."""

from __future__ import annotations

import pytest

from contract_tests.behaviour.authorisation import ELSEWHERE, MISSING, WRONG

TOKENS = ("mock-token", "a", "ab", "1234", "ALLCAPS", "x" * 64)


@pytest.mark.parametrize("token", TOKENS)
def test_no_credential_is_the_good_one(token: str) -> None:
    """Whatever the token is, no wrong credential happens to be right."""
    for credential in (*MISSING.values(), *WRONG.values(), *ELSEWHERE.values()):
        how = credential(token)
        header = how.get("headers", {}).get("Authorization")
        assert how["token"] != token
        assert header is None or header.casefold() != f"bearer {token}".casefold()


def test_no_wrong_token_holds_more_than_half_of_the_good_one_in_clear() -> None:
    """Reports redact the token in any case, so only pieces could leak, and those are short."""
    token = "abcdefghijklmnop"
    for credential in WRONG.values():
        shown = str(credential(token)).replace(token, "").replace(token.upper(), "")
        assert token[: len(token) // 2 + 1] not in shown
