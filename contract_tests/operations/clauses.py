"""The clauses of the operations layer: one for each operation and check, and one for the links."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from contract_tests.clauses import REGISTRY, Clause, NotVerified, Violated
from contract_tests.operations.conditioning import Supply
from contract_tests.operations.faults import UNCHECKED, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.bench import Bench
    from contract_tests.clauses import Evidence
    from contract_tests.document import Document, Operation
    from contract_tests.operations.engine import Engine
    from contract_tests.operations.faults import Fault

SENTENCES: dict[str, str] = {
    "not_a_server_error": "Generated requests never make it fail.",
    "status_code_conformance": "Generated requests are answered with documented statuses.",
    "content_type_conformance": "Generated requests are answered with the documented media type.",
    "response_headers_conformance": "Generated requests are answered with the documented headers.",
    "response_schema_conformance": "Answers to generated requests conform to their schemas.",
    "negative_data_rejection": "Generated requests that break the contract are refused.",
    "positive_data_acceptance": "Generated requests that keep the contract are accepted.",
    "unsupported_method": "Methods that the path does not have are answered 405 with Allow.",
    "ignored_auth": "Requests without a valid token are refused.",
}
LEVELS: dict[str, Evidence] = {
    "not_a_server_error": "vendor",
    "status_code_conformance": "vendor",
    "response_headers_conformance": "vendor",
    "negative_data_rejection": "vendor",
    "unsupported_method": "decided",
}
"""Evidence of the checks that rest on more than the guide, which shows no error and no header."""
MOST_CONFLICTS = 0.2


def register(document: Document) -> None:
    """Register the layer's clauses for every operation of a document."""
    for operation in document.operations.values():
        for check, sentence in SENTENCES.items():
            level = LEVELS.get(check, "guide")
            REGISTRY.add(_clause(operation, check, sentence, level, _checked(operation.id, check)))
        fresh = "Few generated requests are lost to conflicts, so that the others prove something."
        REGISTRY.add(_clause(operation, "not_vacuous", fresh, "decided", _not_vacuous(operation.id)))
    sequence = "Sequences that follow the contract's links are answered as the contract says."
    REGISTRY.add(
        Clause(
            "operations.links",
            sentence=sequence,
            operation="*",
            evidence="guide",
            rests_on="/components/links",
            check=_links,
            profile="full",
        )
    )


def _clause(
    operation: Operation, name: str, sentence: str, level: Evidence, check: Callable[[Bench], None]
) -> Clause:
    return Clause(
        f"operations.{operation.id}.{name}", sentence, operation.id, level, operation.pointer, check
    )


def _checked(operation_id: str, check: str) -> Callable[[Bench], None]:
    def run(bench: Bench) -> None:
        if check == "ignored_auth" and bench.client.target.token is None:
            raise NotVerified("no token was given, so there is nothing that a refusal could be told from")
        _judge(bench, [fault for fault in _faults(bench, operation_id) if fault.check in {check, UNCHECKED}])

    return run


def _not_vacuous(operation_id: str) -> Callable[[Bench], None]:
    def run(bench: Bench) -> None:
        _faults(bench, operation_id)
        engine = _engine(bench)
        accepted, conflicts = engine.accepted.get(operation_id, 0), engine.conflicts.get(operation_id, 0)
        if not accepted:
            raise NotVerified("no generated request was answered with success")
        if conflicts > MOST_CONFLICTS * (accepted + conflicts):
            raise Violated(
                "fewer than a fifth conflicts", f"{conflicts} of {accepted + conflicts} answers are 409"
            )

    return run


def _links(bench: Bench) -> None:
    _judge(bench, _engine(bench).links())


def _judge(bench: Bench, faults: list[Fault]) -> None:
    for fault in faults:
        if fault.check == UNCHECKED:
            continue
        evidence = (fault.exchange,) if fault.exchange else ()
        bench.violations.append(Violated(SENTENCES.get(fault.check, "no fault"), shown(fault), evidence))
    unchecked = [fault.message for fault in faults if fault.check == UNCHECKED]
    if unchecked and not bench.violations:
        raise NotVerified(unchecked[0])


def _engine(bench: Bench) -> Engine:
    from contract_tests.operations.engine import Engine  # noqa: PLC0415 - Schemathesis takes a second to import

    memo, run = bench.run.memo, bench.run
    if "engine" not in memo:
        supply = Supply(bench.client, bench.provision, f"{bench.label}-generated")
        memo["engine"] = Engine(bench.client, supply, profile=run.profile, seed=run.seed)
        memo["faults"] = {}
        run.at_end.append(supply.clean)
    engine: Engine = memo["engine"]
    return engine


def _faults(bench: Bench, operation_id: str) -> list[Fault]:
    """What Schemathesis finds in an operation; it runs once and every check of the operation reads of it."""
    engine = _engine(bench)
    found: dict[str, list[Fault]] = bench.run.memo["faults"]
    if operation_id not in found:
        found[operation_id] = []
        seen: dict[tuple[str, str], int] = defaultdict(int)
        for fault in engine.operation(operation_id):
            seen[fault.check, fault.message] += 1
            if seen[fault.check, fault.message] == 1:
                found[operation_id].append(fault)
    return found[operation_id]
