"""Concurrency: requests at the same moment have the effect of some order of them, one after the other."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.race import race
from contract_tests.behaviour.requests import POINTERS
from contract_tests.clauses import clause
from contract_tests.subjects import supplies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contract_tests.bench import Bench
    from contract_tests.document import Json
    from contract_tests.exchange import Exchange

CREATE, UPDATE, DELETE = POINTERS["create_model"], POINTERS["update_model"], POINTERS["delete_model"]
FIELDS = ("description", "algorithm", "framework", "event_ts_format")
WIDTH = 8
ROUNDS = 4


def _statuses(answers: Sequence[Exchange]) -> dict[int, int]:
    return dict(sorted(Counter(answer.status for answer in answers).items()))


def _created(bench: Bench, bodies: Sequence[Json]) -> list[Exchange]:
    return race(partial(bench.call, "create_model", json=body, racing=True) for body in bodies)


def _patched(bench: Bench, model_ids: Sequence[str], patches: Sequence[Json]) -> list[Exchange]:
    return race(
        partial(bench.call, "update_model", model_id=model_id, json=patch, racing=True)
        for model_id, patch in zip(model_ids, patches, strict=True)
    )


def _unique_create(bench: Bench, rounds: int) -> None:
    for _ in range(rounds):
        name = bench.name("race")
        answers = _created(bench, [bench.body(name=name, description=f"{n}") for n in range(WIDTH)])
        expected = {200: 1, 409: WIDTH - 1}
        bench.note(
            _statuses(answers) == expected, f"{expected} of {WIDTH} creations", f"{_statuses(answers)}"
        )
        winners = [answer.data["id"] for answer in answers if answer.ok]
        listed = [item["id"] for item in bench.items(search=name)]
        bench.note(len(listed) == 1, f"one model named {name}", f"{len(listed)}: {listed}")
        bench.note(listed == winners, f"the one that was answered 200, {winners}", f"{listed}")


@clause(
    "concurrency.create.unique",
    "Of several creations of one version at the same moment, exactly one succeeds and the rest answer 409.",
    operation="create_model",
    evidence="client",
    rests_on=f"{CREATE}/responses/409",
)
def unique_create(bench: Bench) -> None:
    """Race for one name, several times."""
    _unique_create(bench, ROUNDS)


@clause(
    "concurrency.create.unique.long",
    "Of very many rounds of creations of one version at the same moment, each has exactly one winner.",
    operation="create_model",
    evidence="client",
    rests_on=f"{CREATE}/responses/409",
    profile="full",
)
def unique_create_long(bench: Bench) -> None:
    """The same, more often."""
    _unique_create(bench, ROUNDS * 5)


@clause(
    "concurrency.create.different",
    "Creations of different models at the same moment all succeed, each with an id of its own.",
    operation="create_model",
    evidence="guide",
    rests_on=CREATE,
)
def different_creates(bench: Bench) -> None:
    """Different names and different versions of one name, together."""
    name = bench.name("shared")
    for round_ in range(3):
        bodies = [bench.body(description=f"{round_}-{n}") for n in range(WIDTH // 2)]
        bodies += [bench.body(name=name, version=f"{round_}.{n}") for n in range(WIDTH // 2)]
        answers = _created(bench, bodies)
        bench.require(_statuses(answers) == {200: WIDTH}, f"{WIDTH} times 200", f"{_statuses(answers)}")
        for body, answer in zip(bodies, answers, strict=True):
            shown = (answer.data["name"], answer.data["version"], answer.data["description"])
            sent = (body["name"], body.get("version", "v1"), body.get("description"))
            bench.require(shown == sent, f"the answer to the own request, {sent}", f"{shown}")
    ids = bench.mine
    bench.require(len(set(ids)) == len(ids), f"{len(ids)} different ids", f"{len(set(ids))}")
    listed = [item["id"] for item in bench.items()]
    bench.require(sorted(listed) == sorted(ids), f"all {len(ids)} models listed once", f"{len(listed)}")


def _lost_update(bench: Bench, rounds: int) -> None:
    model_id = bench.create()["id"]
    for round_ in range(rounds):
        expected = {field: f"{field} {round_}" for field in FIELDS}
        answers = _patched(bench, [model_id] * len(FIELDS), [{field: expected[field]} for field in FIELDS])
        answers = [
            # A server that locks optimistically says 409 and loses nothing.
            bench.call("update_model", model_id=model_id, json={field: expected[field]})
            if answer.status == 409
            else answer
            for field, answer in zip(FIELDS, answers, strict=True)
        ]
        bench.require(
            _statuses(answers) == {200: len(FIELDS)}, "every PATCH accepted", f"{_statuses(answers)}"
        )
        for field, answer in zip(FIELDS, answers, strict=True):
            bench.note(answer.data[field] == expected[field], expected[field], f"{answer.data[field]!r}")
        after = bench.read(model_id)
        lost = {field: after[field] for field in FIELDS if after[field] != expected[field]}
        bench.require(not lost, f"all of {', '.join(FIELDS)} from round {round_}", f"lost: {lost}")


@clause(
    "concurrency.update.lost",
    "Changes of different fields of one model at the same moment all stay.",
    operation="update_model",
    evidence="vendor",
    rests_on=UPDATE,
)
def lost_update(bench: Bench) -> None:
    """Every field from its own thread, several times."""
    _lost_update(bench, ROUNDS)


@clause(
    "concurrency.update.lost.long",
    "Over very many rounds, changes of different fields of one model at the same moment all stay.",
    operation="update_model",
    evidence="vendor",
    rests_on=UPDATE,
    profile="full",
)
def lost_update_long(bench: Bench) -> None:
    """The same, more often."""
    _lost_update(bench, ROUNDS * 5)


@clause(
    "concurrency.update.torn",
    "A model that is read while it is changed shows all of a change or nothing of it.",
    operation="update_model",
    evidence="vendor",
    rests_on=UPDATE,
)
def torn_read(bench: Bench) -> None:
    """Two writers change two fields together while readers compare them."""
    model_id = bench.create(description="0", algorithm="0")["id"]

    def write(writer: int) -> list[Exchange]:
        texts = [f"{writer}.{n}" for n in range(10)]
        return [
            bench.call(
                "update_model", model_id=model_id, json={"description": t, "algorithm": t}, racing=True
            )
            for t in texts
        ]

    def read() -> list[Exchange]:
        return [bench.call("get_model", model_id=model_id, racing=True) for _ in range(15)]

    calls: list[Callable[[], list[Exchange]]] = [partial(write, 1), partial(write, 2), read, read]
    answers = race(calls)
    for answer in (one for several in answers for one in several):
        if answer.method == "PATCH" and answer.status == 409:
            continue  # a server that locks optimistically
        bench.expect(answer, 200)
        shown = (answer.data["description"], answer.data["algorithm"])
        bench.require(shown[0] == shown[1], "description and algorithm from one PATCH", f"{shown}")
    accepted = ([one for one in several if one.ok] for several in answers[:2])
    last = {str(several[-1].data["description"]) for several in accepted if several} or {"0"}
    after = bench.read(model_id)["description"]
    bench.require(after in last, f"the last change of a writer, {' or '.join(sorted(last))}", after)


@clause(
    "concurrency.update.version",
    "Of several changes to one version at the same moment, exactly one succeeds and the rest answer 409.",
    operation="update_model",
    evidence="decided",
    rests_on=f"{UPDATE}/responses/409",
)
def same_version(bench: Bench) -> None:
    """Race from several versions of one name for a new one, against a creation too."""
    for _ in range(ROUNDS):
        name = bench.name("race")
        ids = [bench.create(name=name, version=f"v{n}")["id"] for n in range(4)]
        answers: list[Exchange] = race(
            [
                *(
                    partial(bench.call, "update_model", model_id=one, json={"version": "prize"}, racing=True)
                    for one in ids
                ),
                partial(bench.call, "create_model", json=bench.body(name=name, version="prize"), racing=True),
            ]
        )
        expected = {200: 1, 409: len(ids)}
        bench.note(_statuses(answers) == expected, f"{expected}", f"{_statuses(answers)}")
        versions = [item["version"] for item in bench.items(search=name)]
        bench.note(versions.count("prize") == 1, "one version prize", f"{sorted(versions)}")
        bench.note(len(set(versions)) == len(versions), "each version once", f"{sorted(versions)}")


@clause(
    "concurrency.list.moving",
    "A list that is read while models come and go answers 200, shows none twice and all that stay.",
    operation="list_models",
    evidence="guide",
    rests_on=POINTERS["list_models"],
)
def moving_list(bench: Bench) -> None:
    """Two readers list while models are created, changed and deleted beside those that stay."""
    tag = bench.name("tag")
    stay = {bench.create(algorithm=tag)["id"] for _ in range(6)}
    leave = [bench.create(algorithm=tag)["id"] for _ in range(12)]
    come = [bench.body(algorithm=tag) for _ in range(12)]
    changed = min(stay)

    def read(**query: Any) -> list[Exchange]:
        return [bench.call("list_models", query={**query, "limit": 100}, racing=True) for _ in range(15)]

    def delete() -> list[Exchange]:
        return [bench.call("delete_model", model_id=one, racing=True) for one in leave]

    def create() -> list[Exchange]:
        return [bench.call("create_model", json=body, racing=True) for body in come]

    def change() -> list[Exchange]:
        patches = ({"description": f"{n}"} for n in range(12))
        return [bench.call("update_model", model_id=changed, json=patch, racing=True) for patch in patches]

    project = bench.project_id
    criteria: Json = {"project_id": project, "search": tag, "ordering": "-name", "latest_only": True}
    calls: list[Callable[[], list[Exchange]]] = [partial(read, search=tag), partial(read, **criteria)]
    reads, sorted_reads, deleted, created, patched = race([*calls, delete, create, change])
    for answers, status in ((deleted, 202), (created, 200), (patched, 200)):
        bench.note(_statuses(answers) == {status: 12}, f"12 times {status}", f"{_statuses(answers)}")
    for answer in (*reads, *sorted_reads):
        if bench.note(answer.status == 200, "200 for the list", answer.summary(160)):
            _whole(bench, [item["id"] for item in answer.data["items"]], stay)
    there = stay | {answer.data["id"] for answer in created if answer.ok}
    bench.eventually(lambda: {item["id"] for item in bench.items(search=tag)} == there, "the list to settle")


def _whole(bench: Bench, ids: list[str], stay: set[str]) -> None:
    bench.note(len(set(ids)) == len(ids), "no model twice on a page", f"{len(ids) - len(set(ids))} repeated")
    bench.note(stay <= set(ids), "the models that nobody deletes", f"{len(stay - set(ids))} of them missing")


@clause(
    "concurrency.delete.same",
    "Deletions of one model at the same moment never fail, and the model is gone once.",
    operation="delete_model",
    evidence="vendor",
    rests_on=DELETE,
)
def same_delete(bench: Bench) -> None:
    """Race to delete one model while another is read."""
    for _ in range(3):
        stays, leaves = bench.create()["id"], bench.create()["id"]
        # Of a deletion that already runs the contract says nothing, so the oracle does not look.
        send = partial(bench.call, "delete_model", model_id=leaves, racing=True, judged=False)
        answers = race([send] * WIDTH)
        statuses = _statuses(answers)
        bench.note(set(statuses) <= {202, 400, 404, 409}, "202, 400, 404 or 409", f"{statuses}")
        bench.note(statuses.get(202, 0) >= 1, "one deletion accepted at least", f"{statuses}")
        bench.eventually(
            lambda one=leaves: bench.call("get_model", model_id=one).status == 404,  # type: ignore[misc]
            "the model to be gone",
        )
        bench.expect(bench.call("get_model", model_id=stays), 200, why="for the model beside it")


@clause(
    "concurrency.delete.against-update",
    "A model that is deleted and changed at the same moment is gone afterwards, not revived.",
    operation="delete_model",
    evidence="vendor",
    rests_on=DELETE,
)
def delete_against_update(bench: Bench) -> None:
    """Race a deletion against changes."""
    for _ in range(3):
        model_id = bench.create()["id"]
        patch = partial(
            bench.call,
            "update_model",
            model_id=model_id,
            json={"description": "x"},
            racing=True,
            judged=False,
        )
        delete = partial(bench.call, "delete_model", model_id=model_id, racing=True)
        answers = race([patch, patch, delete, patch, patch])
        bench.expect(answers[2], 202)
        bench.note(
            {answer.status for answer in answers} <= {200, 202, 400, 404, 409},
            "no failure",
            f"{_statuses(answers)}",
        )
        bench.eventually(
            lambda one=model_id: bench.call("get_model", model_id=one).status == 404,  # type: ignore[misc]
            "the model to be gone",
        )
    bench.same(bench.items(), [], "no model in the list,")


@clause(
    "concurrency.deploy",
    "Deployments for one model at the same moment end in one artifact, and each job has its own id.",
    operation="deploy_artifact",
    evidence="client",
    rests_on=POINTERS["deploy_artifact"],
)
def deploy(bench: Bench) -> None:
    """Race to deploy for one model, and for several."""
    one = bench.create()["id"]
    several = [bench.create()["id"] for _ in range(4)]
    supply = supplies(bench, "deploy_artifact", one)
    answers = race(
        partial(bench.call, "deploy_artifact", model_id=model_id, racing=True, **supply)
        for model_id in (*[one] * 4, *several)
    )
    statuses = _statuses(answers[:4])
    bench.note(set(statuses) <= {200, 400}, "200 or 400 each", f"{statuses}")
    bench.note(statuses.get(200, 0) >= 1, "one deployment accepted at least", f"{statuses}")
    bench.note(_statuses(answers[4:]) == {200: 4}, "every other accepted", f"{_statuses(answers[4:])}")
    ids = [answer.data["job"]["id"] for answer in answers if answer.ok]
    bench.note(len(set(ids)) == len(ids), f"{len(ids)} different job ids", f"{len(set(ids))}")
    if not supply:
        return  # jobs that were given nothing to work on may fail
    for model_id in (one, *several):
        bench.eventually(
            lambda which=model_id: bench.read(which)["artifact_status"] == "user_uploaded",  # type: ignore[misc]
            "artifact_status user_uploaded",
        )
    files = [file["name"] for file in bench.read(one)["artifact_files"]]
    alone = [file["name"] for file in bench.read(several[0])["artifact_files"]]
    bench.same(files, alone, "the files of one deployment,")
