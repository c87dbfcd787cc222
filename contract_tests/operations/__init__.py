"""Schemathesis over every operation, conditioned so that state does not mask validation."""
