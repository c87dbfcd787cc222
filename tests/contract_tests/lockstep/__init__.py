"""Tests of contract_tests.lockstep."""
