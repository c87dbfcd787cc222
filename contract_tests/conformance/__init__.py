"""The suite as pytest runs it; see `contract_tests.pytest_plugin`."""
