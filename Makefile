# `make demo` and `make test` work from a clean clone; they need Python 3.11 or newer, git and PyPI.
# PYTHON names another interpreter, VENV another place for the virtual environment.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Folders are listed too: their time changes when a file is renamed or deleted.
SOURCES := pyproject.toml $(shell find rlvault_lint -name __pycache__ -prune -o -print)

.DELETE_ON_ERROR:
.PHONY: help demo test lint docs tutorial picture check-docs site dist clean

help:
	@echo "make demo        install the package and check the example vault"
	@echo "make test        run the whole test suite"
	@echo "make lint        ruff, mypy and the import contracts"
	@echo "make docs        write docs/ again from the rules and the settings"
	@echo "make tutorial    run the tutorial's commands again, in a clone of its vault: make tutorial VAULT=path"
	@echo "make picture     draw docs/picture.svg again from a run on the example vault"
	@echo "make check-docs  fail if docs/ or the picture is out of date"
	@echo "make site        build the documentation site in site/"
	@echo "make dist        build the sdist and the wheel, and try each in an environment of its own"
	@echo "make clean       delete the virtual environment and the tools' caches"

# The example vault has findings on purpose, so a working run exits with 1 here; 2 would be a failure of its own.
demo: $(VENV)/installed
	@cd tests/fixtures/vault && $(abspath $(BIN))/rlvault-lint check || { \
	    test $$? -eq 1 && echo && echo "The example vault has these findings on purpose, hence exit code 1."; }

test: $(VENV)/developed
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci docs/gitlab-ci.yml
	$(BIN)/zizmor --offline --quiet --no-progress .github/workflows action.yml

docs: $(VENV)/developed
	$(BIN)/python -m rlvault_lint.docs

tutorial: $(VENV)/developed
	$(BIN)/python scripts/tutorial.py '$(VAULT)'

picture: $(VENV)/developed
	$(BIN)/python scripts/picture.py

check-docs: $(VENV)/developed
	$(BIN)/python -m rlvault_lint.docs --check
	$(BIN)/python scripts/picture.py --check

site: $(VENV)/documented
	$(BIN)/python scripts/build_site.py

# What is tried is what was installed, not the package in the current directory. The report is a page whose style and
# script a package may lack.
dist: $(VENV)/developed
	rm -rf dist
	$(BIN)/python -m hatchling build
	for file in dist/*; do \
	    $(BIN)/python -m venv --clear $(VENV)/dist && \
	    $(VENV)/dist/bin/python -m pip install --quiet --disable-pip-version-check "$$file" && \
	    $(VENV)/dist/bin/rlvault-lint check --vault tests/fixtures/vault --format html -o $(VENV)/report.html --exit-zero \
	    || exit 1; \
	done

clean:
	rm -rf dist site $(VENV) .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "rlvault-lint needs Python 3.11 or newer, and '$(PYTHON)' is not. Name one: make PYTHON=python3.12 ..." >&2; \
	    exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(SOURCES) | $(BIN)/python
	$(PIP) .
	@touch $@

$(VENV)/developed: $(SOURCES) | $(BIN)/python
	$(PIP) --editable '.[dev]'  # so that pytest, called by hand, tests what was just written
	@$(BIN)/python -m compileall -q rlvault_lint  # which pip does for what it copies
	@touch $(VENV)/installed $@

$(VENV)/documented: $(SOURCES) | $(BIN)/python
	$(PIP) '.[docs]'
	@touch $(VENV)/installed $@
