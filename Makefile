# Every target sets up what it needs in .venv; only Python 3.11+, pip and make have to be there.
# Each of the benchmarks' peers stands in an environment of its own (.venv-bench…), so that its needs meet nobody else's.

.DEFAULT_GOAL := help
.PHONY: help setup demo report test check soak bench pictures lock catalogues clean

PY := .venv/bin/python
READY := .venv/set-up
# Every core takes tests; SPREAD= runs them one after the other.
SPREAD ?= -n auto --dist worksteal
ARGS ?=

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1 - /p' Makefile | awk -F ' - ' '{ printf "  make %-11s %s\n", $$1, $$2 }'

setup: $(READY) ## everything the other targets need, in .venv

$(READY): requirements.txt pyproject.toml dev/setup
	@PYTHON="$(PYTHON)" dev/setup

demo: $(READY) ## a centre with the record of that November, replayed live, and the board (ARGS="--as miyun")
	@.venv/bin/postcmd demo $(ARGS)

report: $(READY) ## every figure of that November beside what a centre makes of the record (ARGS="--keep DIR")
	@$(PY) -m dev.report $(ARGS)

test: $(READY) ## the tests (ARGS="tests/rules -k quota")
	@$(PY) -m pytest $(SPREAD) $(ARGS)

check: $(READY) ## format, lint, types, rooms, catalogues, tests: what a change must pass
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m dev.catalogues --check
	$(PY) -m pytest $(SPREAD) $(ARGS)

.venv-bench%/set-up: requirements-bench%.txt dev/setup
	@PYTHON="$(PYTHON)" dev/setup .venv-bench$* requirements-bench$*.txt

.venv-bench/set-up: requirements-bench.txt dev/setup
	@PYTHON="$(PYTHON)" dev/setup .venv-bench requirements-bench.txt

soak: $(READY) ## ten minutes of the long proof: simulated and real posts and centres (ARGS=seconds)
	@$(PY) -m dev.soak $(ARGS)

bench: $(READY) .venv-bench/set-up .venv-bench-harlequin/set-up .venv-bench-posting/set-up ## the benchmarks against their floors and peers
	@$(PY) -m bench.run $(ARGS)

pictures: $(READY) ## the pictures in the documents, drawn anew from the demo
	@$(PY) -m dev.pictures

lock: $(READY) ## both locks, made anew from pyproject.toml and requirements-bench.in
	@dev/lock

catalogues: $(READY) ## both catalogues brought up to date; lists what is not translated yet
	@$(PY) -m dev.catalogues

clean: ## the set-up and all caches removed
	rm -rf .venv .venv-* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
