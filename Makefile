# `make` lists what can be done here. A fresh clone needs make and Python 3.11 or newer; the rest it gets by itself.
# A Python that can make environments goes first; setup/environment.py completes one that cannot, as Debian's.
ifndef PYTHON
PYTHON := $(shell for modules in venv,ensurepip sys; do \
	for each in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$each -c "import sys, $$modules; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo $$each && break 2; \
	done; done)
endif
# Where this is set, every program that is started compiles all its code again, and every test run its tests.
unexport PYTHONDONTWRITEBYTECODE
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test check bench storm days docs lint types imports python packages tools browser clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: packages ## start Tafelbot: without credentials the trial workspace, in the browser
	@$(BIN)/python -m bot

test: tools browser ## every test, on SQLite, PostgreSQL and in a real browser
	$(BIN)/python -m pytest -n $(WORKERS)

check: lint types imports tools browser ## format, lint, types, import rules, and the tests with branch coverage
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term

lint: tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: tools
	$(BIN)/mypy

imports: tools
	$(BIN)/lint-imports --no-cache

bench: tools ## how fast it is, with the figures side by side
	$(BIN)/python -m bench

storm: tools browser ## the long campaigns of faults and load
	STORM=1 $(BIN)/python -m pytest -n $(WORKERS)

days: tools browser ## every test on seven days, as the machine's clock has them
	$(BIN)/python -m tests.days -n $(WORKERS)

docs: tools browser ## write the tables of the pages anew from the code, and take the picture where its page changed
	$(BIN)/python -m tests.readme
	$(BIN)/python -m tests.picture

browser: tools ## a chromium for the tests, where there is none that starts
	@$(BIN)/python -m setup.machine

clean: ## remove what was made here, except var/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* htmlcov build

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. On Debian and Ubuntu, type this and try again: sudo apt-get install python3 python3-venv" >&2; exit 1; }

packages: python
	@$(PYTHON) -m setup.environment $(VENV) requirements.txt

tools: python
	@$(PYTHON) -m setup.environment $(VENV) requirements-dev.txt
