"""A second implementation of openapi.yaml, plain Starlette, that shares no code with the mock.

It shows that the conformance suite tests the contract and not the mock: where the contract leaves a choice,
this one chooses what is unusual. It can also be told to make one of ten mistakes.
"""

from tests.other_implementation.faults import FAULTS
from tests.other_implementation.server import OtherImplementation

__all__ = ["FAULTS", "OtherImplementation"]
