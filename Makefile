# `make` lists the targets; each one sets up what it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.runtime
STAMP  := $(VENV)/.installed
OLD    := $(VENV)/client-3.0.6/.installed
URL    ?= http://127.0.0.1:8080
TOKEN  ?= mock-token

.DEFAULT_GOAL := help
.PHONY: help mock test contract selftest lint types fmt build clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(RUN): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (once; again only when pyproject.toml changes) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(STAMP): $(RUN)
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(OLD):
	@echo "Installing the oldest supported official client beside it (once) ..."
	@$(PYTHON) -m venv $(VENV)/client-3.0.6
	@$(VENV)/client-3.0.6/bin/python -m pip install --quiet --disable-pip-version-check fiddler-client==3.0.6
	@touch $@

mock: $(RUN) ## Start the mock on port 8080 (ARGS="--port 0 ..." for more)
	@$(BIN)/mock-server $(ARGS)

test: $(STAMP) $(OLD) ## Run every test (ARGS="-k name" for some)
	@$(BIN)/python -m pytest --numprocesses 2 --dist worksteal $(ARGS)

contract: $(RUN) ## Check the server at URL= with TOKEN= against the contract
	@$(BIN)/contract-tests run $(URL) --token $(TOKEN) $(ARGS)

selftest: $(RUN) ## Prove the suite on every broken mock (ARGS="--group E", "--bare 150")
	@$(BIN)/contract-tests selftest $(ARGS)

lint: $(STAMP) ## Ruff, and the import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: $(STAMP) ## mypy --strict on source and tests
	@$(BIN)/mypy

fmt: $(STAMP) ## Format and apply the safe fixes
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

build: $(STAMP) ## Build the wheel and the source archive into dist/
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check build
	@$(BIN)/python -m build

clean: ## Remove everything that was generated
	rm -rf $(VENV) node_modules build dist reports .coverage .import_linter_cache .hypothesis .mypy_cache .pytest_cache .ruff_cache .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
