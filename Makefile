# The commands of the project; README explains them. `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
TEST_PROCESSES ?= auto

.DEFAULT_GOAL := help
.PHONY: help run test torture lint format bench clean tools

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

run: ## start the service with demo data; PORT=8000 chooses the port
	@$(PYTHON) tracker/launch.py

test: tools ## everything: lint, types, layers, unit, page, mail, PostgreSQL and browser tests
	@.ci/prepare
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n $(TEST_PROCESSES)

torture: tools ## reminders under every kill point and fault, 10 000 generated plans (half an hour)
	@.ci/prepare
	TORTURE=full TORTURE_EXAMPLES=10000 $(BIN)/python -m pytest tests/torture tests/domain/reminders

lint: tools ## ruff, mypy and the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: tools ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: tools ## measure the pages, the report and the mails (minutes; quiet machine)
	$(BIN)/python -m bench

clean: ## remove what can be made again: .venv and caches (the data in var/ stays)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

tools:
	@$(PYTHON) tracker/launch.py install requirements-dev.txt
