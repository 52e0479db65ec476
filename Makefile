# Linli 邻里. `make run` and `make test` need Python 3.11+, make and the package registries; nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 3000
export PORT
SHELL := /bin/bash

.PHONY: help run dev test unit e2e lint bench soak lock clean

help: ## these lines
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "安装依赖… / installing the dependencies …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/.run ## everything on one port, with a demo district
	@LINLI_DEMO=1 $(BIN)/linli migrate
	@LINLI_DEMO=1 $(BIN)/linli demo || test $$? -eq 2
	@LINLI_DEMO=1 exec $(BIN)/linli serve

dev: $(VENV)/.run ## the same with hot reload, for developers
	@LINLI_DEMO=1 $(BIN)/linli migrate
	@LINLI_DEMO=1 $(BIN)/linli demo || test $$? -eq 2
	@LINLI_DEMO=1 REFLEX_USE_NPM=1 PATH="$(CURDIR)/$(BIN):$$PATH" exec $(BIN)/reflex run --env dev --frontend-port $(PORT) --backend-port $$(($(PORT)+1))

test: $(VENV)/.dev ## every test: units on both databases, the phone's side, stories in a browser
	@$(BIN)/python -m tests.run

unit: $(VENV)/.dev ## the tests that need no browser
	@$(BIN)/python -m tests.run --unit

e2e: $(VENV)/.dev ## the stories in a browser only
	@$(BIN)/python -m tests.run --e2e

lint: $(VENV)/.dev ## ruff, types, catalogues
	@$(BIN)/ruff check app tests bench rxconfig.py
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_catalogues.py

bench: $(VENV)/.dev ## measurements, printed with the machine and the size of the data
	@$(BIN)/python -m bench

soak: $(VENV)/.dev ## the slow proofs: a thousand kills
	@$(BIN)/python -m tests.soak

lock: $(VENV)/.dev ## resolve the dependencies anew (needs uv)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -o requirements.lock
	@uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -o requirements-dev.lock

clean: ## throw away what was built; data stay
	rm -rf $(VENV) .web .states .pytest_cache .mypy_cache .ruff_cache
