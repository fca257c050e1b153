# Two commands: `make run` watches, `make test` proves. Everything lands in .venv; nothing outside this folder is changed.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run setup test check pictures bench lock clean
.DEFAULT_GOAL := help

help:
	@echo "make run     install what is needed and start groundswell on http://127.0.0.1:8501"
	@echo "make setup   only install"
	@echo "make test    install what tests need too, and run every test"
	@echo "make check   style, types, import contracts, and the built wheel"
	@echo "make pictures  photograph the pages for the docs"
	@echo "make bench   measure on ../shared/data, if it is there, and rewrite docs/quality.md"
	@echo "make lock    resolve the locked requirements anew (needs uv)"

run: setup
	@$(BIN)/groundswell run

setup: .venv/installed

test: .venv/installed-dev
	@echo "Running every test"
	@$(BIN)/python -m pytest

check: .venv/installed-dev
	@echo "Style";            $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "Types";            $(BIN)/mypy && $(BIN)/pyright
	@echo "Import contracts"; $(BIN)/lint-imports
	@echo "Wheel";            $(BIN)/python tests/wheel.py

pictures: .venv/installed-dev
	@GROUNDSWELL_PICTURES=docs/images $(BIN)/python -m pytest tests/test_browser.py -k fits

bench: .venv/installed-peers
	@$(BIN)/python -m benchmarks.all

lock:
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet -c requirements.lock -o requirements-dev.lock
	uv pip compile --group peers --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet -c requirements-dev.lock -o requirements-peers.lock

clean:
	rm -rf .venv var dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"groundswell needs Python 3.11 or newer; {sys.executable} is {v.major}.{v.minor}. Try: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	@echo "Making a virtual environment in .venv"
	@$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing what groundswell needs (about a minute the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	@echo "Installing what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv/installed-peers: .venv/installed-dev requirements-peers.lock
	@echo "Installing what groundswell is measured against"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-peers.lock
	@touch $@
