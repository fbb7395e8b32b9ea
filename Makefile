# One word each. `make demo` and `make test` need only Python 3.11+, make, git and the package registries.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SEED   ?= 7
SEEDS  ?= 1000

.DEFAULT_GOAL := help
.PHONY: help install demo test drills check lint bench simulate mutations clean

help: ## What you can say to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(BIN)/.installed: requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip check --disable-pip-version-check
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

install: $(BIN)/.installed ## Make the virtual environment with pinned, hashed requirements

demo: install ## One business day with the pretend vendors (ORDERS=<file> DAY=<yyyy-mm-dd> for real order lines; FLASH=1 for a flash sale)
	$(BIN)/python -m deployments.cli demo --seed $(SEED) $(if $(SPEED),--speed $(SPEED)) $(if $(FLASH),--flash-sale) $(if $(ORDERS),--orders "$(ORDERS)") $(if $(DAY),--day "$(DAY)")

test: install ## Every test
	$(BIN)/python -m pytest -n auto --dist worksteal

drills: install ## Every effect killed, doubled and late, on both databases (three minutes)
	$(BIN)/python -m pytest -n auto --dist worksteal -m "" tests/effects

lint: install ## ruff, format, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test ## All of the above, the wheel builds and imports, and 250 worlds of chance a processor
	$(BIN)/python -m deployments.wheel_check
	$(BIN)/python -m tests.simulation

bench: install ## Vendor calls and times, as ratios to the least possible
	$(BIN)/python -m tests.benchmarks

simulate: install ## Worlds of chance against the books (SEEDS=1000)
	$(BIN)/python -m tests.simulation --seeds $(SEEDS)

mutations: install ## Each guard taken out in turn must make a test fail (some minutes)
	$(BIN)/python -m tests.mutations

clean: ## Forget the demo's data and the virtual environment
	rm -rf var $(VENV) dist .mypy_cache .ruff_cache .pytest_cache
