"""Sequences agree with the reference on what conforms, and find what does not in few steps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.clauses import REGISTRY, NotVerified, Violated
from contract_tests.lockstep.clauses import explore
from contract_tests.target import Target
from mock_server.world.columns import Columns
from mock_server.world.models import Models
from tests.contract_tests.lockstep.benches import LONG, SHORT, bench_on, mock_bench, other_bench

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.bench import Bench

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def delete_all_versions(original: Callable[..., Any]) -> Callable[..., Any]:
    """Deleting one version deletes every version of that name."""

    def delete(self: Models, model_id: str, who: Any) -> Any:
        from mock_server.world.models import ModelQuery  # noqa: PLC0415 - only this fault needs it

        name = self.get(model_id, who)["name"]
        for item in self.list(ModelQuery(), who).items:
            if item["name"] == name and item["id"] != model_id:
                original(self, item["id"], who)
        return original(self, model_id, who)

    return delete


def remember_first_read(original: Callable[..., Any]) -> Callable[..., Any]:
    """A model is read as it was first read."""
    memo: dict[str, Any] = {}

    def get(self: Models, model_id: str, who: Any) -> Any:
        answer = original(self, model_id, who)
        return memo.setdefault(model_id, answer)

    return get


def null_becomes_empty(original: Callable[..., Any]) -> Callable[..., Any]:
    """PATCH stores an empty text in place of null."""

    def update(self: Models, model_id: str, body: Any, who: Any) -> Any:
        if body.get("description", "") is None:
            body = {**body, "description": ""}
        return original(self, model_id, body, who)

    return update


def remember_first_columns(original: Callable[..., Any]) -> Callable[..., Any]:
    """The columns of a model are those it was created with."""
    memo: dict[str, Any] = {}

    def listed(self: Columns, model_id: str, who: Any) -> Any:
        return memo.setdefault(model_id, original(self, model_id, who))

    return listed


FAULTS = [
    (Models, "delete", delete_all_versions, 3),
    (Models, "get", remember_first_read, 2),
    (Models, "update", null_becomes_empty, 2),
    (Columns, "list", remember_first_columns, 2),
]


def steps(violated: Violated) -> list[str]:
    """The steps that a violation tells of."""
    return re.findall(
        r"\d+\. (.+?)(?=; \d+\. |: model |: a list |: status |: the columns |$)", violated.expected
    )


def sent(bench: Bench) -> list[tuple[str, str, str]]:
    """What a bench has sent, ids aside."""
    return [
        (exchange.method, _ID.sub("#", exchange.target), _ID.sub("#", str(exchange.request_body)))
        for exchange in bench.exchanges
    ]


@pytest.mark.parametrize("decided", [False, True])
def test_mock_conforms(decided: bool) -> None:  # noqa: FBT001 - a parameter
    """The mock and the reference never part."""
    with mock_bench() as bench:
        explore(bench, SHORT, decided=decided)
        assert len(bench.exchanges) > 100


@pytest.mark.parametrize("seed", [1, 2])
def test_other_implementation_conforms(seed: int) -> None:
    """An implementation of the 12 operations alone, in a shared project, agrees as well."""
    with other_bench(seed=seed) as bench:
        explore(bench, SHORT, decided=True)
        assert len(bench.exchanges) > 100


def test_lagging_jobs_are_waited_for() -> None:
    """Jobs whose effect comes after the answer are no violation."""
    with other_bench(delay=0.05) as bench:
        explore(bench, SHORT, decided=False)


@pytest.mark.parametrize(("owner", "method", "fault", "most"), FAULTS)
def test_broken_mock_is_told_in_few_steps(
    monkeypatch: pytest.MonkeyPatch, owner: type, method: str, fault: Callable[..., Any], most: int
) -> None:
    """A broken mock is found, and the sequence shown is the shortest there is."""
    monkeypatch.setattr(owner, method, fault(getattr(owner, method)))
    with mock_bench() as bench, pytest.raises(Violated) as caught:
        explore(bench, LONG, decided=False)
    assert len(steps(caught.value)) <= most
    writes = [exchange for exchange in caught.value.chain if exchange.method not in {"GET", "HEAD"}]
    assert 0 < len(writes) <= most + 1


@pytest.mark.parametrize("fault", ["columns-outlive-model", "version-unique-across-projects"])
def test_broken_other_implementation_is_told(fault: str) -> None:
    """Faults of the other implementation are found, in at most four steps."""
    with other_bench(fault) as bench, pytest.raises(Violated) as caught:
        explore(bench, LONG, decided=False)
    assert len(steps(caught.value)) <= 4


def test_stopping_early_saves_the_shortening(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ends at the first violation does not replay it."""
    monkeypatch.setattr(Models, "get", remember_first_read(Models.get))
    lengths = []
    for stop_early in (True, False):
        with mock_bench(stop_early=stop_early) as bench, pytest.raises(Violated):
            explore(bench, LONG, decided=False)
        lengths.append(len(bench.exchanges))
    assert lengths[0] < lengths[1]


def test_same_seed_same_requests() -> None:
    """The seed determines every request; another seed gives others."""
    logs = []
    for seed in (1, 1, 2):
        with mock_bench(seed=seed) as bench:
            explore(bench, SHORT, decided=True)
            logs.append(sent(bench))
    assert logs[0] == logs[1]
    assert logs[0] != logs[2]


def test_nothing_is_left_behind() -> None:
    """After the clause, the given project is as empty as before."""
    with other_bench() as bench:
        explore(bench, SHORT, decided=True)
        bench.clean()
        bench.eventually(lambda: bench.data(bench.page())["total"] == 0, "an empty project")


def test_without_a_project_nothing_is_verified() -> None:
    """A target that can make no project and was given none is no violation."""
    with other_bench() as bench:
        target = Target(bench.client.target.url, bench.client.target.token)
        with bench_on(target) as poor, pytest.raises(NotVerified):
            explore(poor, SHORT, decided=True)


def test_registered() -> None:
    """Both clauses are part of every profile."""
    import contract_tests.lockstep.clauses  # noqa: F401, PLC0415 - registers them

    ids = {clause.id for clause in REGISTRY.select("quick")}
    assert {"lockstep.sequence", "lockstep.decided"} <= ids
