"""Artifacts that the suite uploads."""

from __future__ import annotations

import io
import json
import tarfile

from contract_tests.behaviour.artifacts import ILLEGAL, LEGAL, NOT_AN_OBJECT
from contract_tests.document import Document
from contract_tests.provision import tarball

PARAMS = {"$ref": "#/components/schemas/DeploymentParams"}


def test_a_tarball_holds_the_named_files() -> None:
    """It can be read back."""
    with tarfile.open(fileobj=io.BytesIO(tarball(("a.py", "b.bin"))), mode="r:gz") as archive:
        assert archive.getnames() == ["a.py", "b.bin"]


def test_a_tarball_is_the_same_every_time() -> None:
    """Two runs of one seed send the same bytes."""
    assert tarball(("a.py",)) == tarball(("a.py",))


def test_legal_deployment_params_are_legal_and_illegal_ones_are_not() -> None:
    """The tables agree with the contract."""
    document = Document.load()
    assert [value for value in LEGAL if document.problems(PARAMS, value)] == []
    assert [value for value in ILLEGAL if not document.problems(PARAMS, value)] == []


def test_what_is_no_object_is_none() -> None:
    """Each text is broken JSON or JSON of another type."""
    for text in NOT_AN_OBJECT:
        try:
            assert not isinstance(json.loads(text), dict)
        except ValueError:
            continue
