# Two commands matter: `make run` (try it) and `make test` (prove it). Both work from a bare clone with Python 3.11+.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
TESTS ?= tests

.PHONY: setup setup-dev run test check long bench docs lock clean

setup: .venv/.served
setup-dev: .venv/.tested

.venv/.served: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/.tested: .venv/.served requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

run: setup
	$(BIN)/sarcopenia-cds demo --port $(PORT)

test: setup-dev
	$(BIN)/pytest -n auto $(TESTS)

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto $(TESTS) --cov --cov-report=term-missing:skip-covered

# What takes hours: a million random people, 100,000 cases of every property, every slip of a number. Writes docs/evidence/.
long: setup-dev
	$(BIN)/python -m tests.long

bench: setup-dev
	$(BIN)/python -m bench

docs: setup-dev
	$(BIN)/python docs/generate.py

lock:
	$(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-header --universal --python-version 3.11 --extra install pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-header --universal --python-version 3.11 --extra install --extra dev --constraint requirements.lock pyproject.toml --output-file requirements-dev.lock

clean:
	rm -rf .venv var
