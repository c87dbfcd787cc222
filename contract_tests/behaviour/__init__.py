"""What no schema can say, as named clauses; importing the package registers them."""

from contract_tests.behaviour import bodies, boundaries, models

__all__ = ["bodies", "boundaries", "models"]
