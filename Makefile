# `make` lists what can be done here. A fresh clone needs make and Python 3.11 or newer (with venv).
PYTHON ?= $(firstword $(shell for each in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$each -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done))
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
WORKERS ?= 2
CHROMIUM := $(firstword $(foreach name,chromium chromium-browser google-chrome google-chrome-stable,$(shell command -v $(name))))

.DEFAULT_GOAL := help
.PHONY: help run test check bench storm days docs lint types imports browser clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.run ## start Tafelbot: without credentials the trial workspace, in the browser
	@$(BIN)/python -m bot

test: $(VENV)/.dev browser ## every test, on SQLite, PostgreSQL and in a real browser
	$(BIN)/python -m pytest -n $(WORKERS)

check: lint types imports $(VENV)/.dev browser ## format, lint, types, import rules, and the tests with branch coverage
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev ## how fast it is, with the figures side by side
	$(BIN)/python -m bench

storm: $(VENV)/.dev browser ## the long campaigns of faults and load
	STORM=1 $(BIN)/python -m pytest -n $(WORKERS)

days: $(VENV)/.dev browser ## every test on seven days, as the machine's clock has them
	$(BIN)/python -m tests.days -n $(WORKERS)

docs: $(VENV)/.dev ## write the tables of the README anew from the code
	$(BIN)/python -m tests.readme

browser: $(VENV)/.dev
	$(if $(CHROMIUM),@:,$(BIN)/playwright install chromium)

clean: ## remove what was made here, except var/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* htmlcov build

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 of nieuwer (met venv) is nodig. Op Debian: apt install python3 python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt | $(BIN)/python
	$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/.run
