"""`python -m contract_tests`."""

from contract_tests.cli import main

main(prog_name="contract-tests")
