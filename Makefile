# Trình Ký. Each command does its own set-up; the work is in scripts/.
.DEFAULT_GOAL := help
.PHONY: help setup setup-run run test check soak lock fmt docs verdicts record-histories clean
SHELL := /bin/bash
export PYTHON ?= python3

help:  ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## everything that development needs (Debian packages, .venv, Temporal)
	@scripts/packages.sh dev
	@scripts/python.sh dev
	@.venv/bin/trinhky temporal

setup-run:  ## only what running needs
	@scripts/packages.sh run
	@scripts/python.sh run
	@.venv/bin/trinhky temporal

run: setup-run  ## the whole product on this machine: http://127.0.0.1:8080
	@exec .venv/bin/trinhky up

test: setup  ## the whole gate: ruff, mypy, import layers, every test but the soak
	@scripts/gate.sh test

check: setup  ## the quick gate: ruff, mypy, import layers, tests that start nothing
	@scripts/gate.sh check

soak: setup  ## the long tests
	@scripts/gate.sh soak

lock: setup  ## write the lock files anew from pyproject.toml
	@scripts/lock.sh

fmt: setup  ## lay out the code and mend what ruff can
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

docs: setup  ## write the generated pages of docs/ anew
	@.venv/bin/python -m scripts.list_errors
	@.venv/bin/python -m scripts.draw_states
	@.venv/bin/python -m scripts.list_rules

verdicts: setup  ## ask the outside judges and write docs/verdicts.md anew
	@.venv/bin/python -m scripts.list_verdicts

record-histories: setup  ## keep new histories for the replays, after a deliberate change of the workflows
	@.venv/bin/python -m tests.replay.record

clean:  ## take away what was made here (.venv, caches, build); never var/, where the documents are
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -path ./var -prune -o -type d -name __pycache__ -exec rm -rf {} +
