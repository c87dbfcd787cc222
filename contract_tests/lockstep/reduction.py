"""Makes a failing sequence shorter: fewer steps first, then simpler ones.

Hypothesis would shrink the choices behind the steps, at hundreds of replays; each costs a target with slow
jobs a second. Leaving out steps and members of the steps themselves needs a tenth of that.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from contract_tests.lockstep.listing import Criteria
from contract_tests.lockstep.player import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Calls = tuple[Call, ...]
PLAIN = Criteria()


def reduced(calls: Calls, fails: Callable[[Calls], Calls | None]) -> Calls:
    """The shortest sequence found that still fails.

    Args:
        calls: one that fails, at its last step.
        fails: plays a sequence; gives what was played up to the failure, or None where it does not fail.
    """
    while (smaller := _first(fails, _smaller(calls))) is not None:
        calls = smaller
    return calls


def _first(fails: Callable[[Calls], Calls | None], candidates: Iterator[Calls]) -> Calls | None:
    return next((played for calls in candidates if (played := fails(calls)) is not None), None)


def _smaller(calls: Calls) -> Iterator[Calls]:
    size = len(calls) // 2
    while size:
        # The last step shows the failure; the nearer to it, the likelier a step is needed.
        for begin in range(0, len(calls) - 1, size):
            end = min(begin + size, len(calls) - 1)
            yield calls[:begin] + calls[end:]
        size //= 2
    for index, call in enumerate(calls):
        for name, value in call.arguments.items():
            for simpler in simplified(value):
                changed = Call(call.step, {**call.arguments, name: simpler})
                yield (*calls[:index], changed, *calls[index + 1 :])


def simplified(value: Any) -> Iterator[Any]:
    """Simpler values in place of an argument, the simplest first."""
    if isinstance(value, dict) and value:
        yield {}
        if len(value) > 2:
            names = list(value)
            half = len(names) // 2
            yield from ({name: value[name] for name in part} for part in (names[:half], names[half:]))
        yield from ({name: value[name] for name in value if name != left} for left in value)
    elif isinstance(value, int) and value:
        yield 0
    elif value == "other":
        yield "home"
    elif isinstance(value, Criteria):
        yield from _criteria(value)


def _criteria(asked: Criteria) -> Iterator[Criteria]:
    for member in fields(Criteria):
        plain = getattr(PLAIN, member.name)
        if getattr(asked, member.name) != plain:
            yield replace(asked, **{member.name: plain})
    if len(asked.ordering) > 1:
        yield from (replace(asked, ordering=(key,)) for key in asked.ordering)
    rules: Sequence[Any] = asked.condition["rules"] if asked.condition else ()
    for rule in rules if len(rules) > 1 else ():
        yield replace(asked, condition=rule if "rules" in rule else {"condition": "AND", "rules": [rule]})
