"""Tests of how the tests find a browser."""

from __future__ import annotations

import shutil

import pytest

from tests import browser


def test_without_a_browser_a_test_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a developer's machine the reason and the remedy are told."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        browser.executable()


def test_without_a_browser_ci_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where CI is set, pages never go unseen."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no browser"):
        browser.executable()


def test_takes_the_first_that_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The path of an installed browser is used."""
    monkeypatch.setattr(shutil, "which", {"google-chrome": "/opt/chrome"}.get)
    assert browser.executable() == "/opt/chrome"
