"""Tests of openapi.yaml: against the guide, against the known facts, and against itself."""
