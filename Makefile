# The tasks of this project. Nothing is needed but Python 3.10 or newer, make and a package index.

PYTHON ?= python3
VENV ?= .venv
PIP = $(VENV)/bin/python -m pip --disable-pip-version-check
# It looks for packages with the first Python on the path.
PYRIGHT = PATH="$(abspath $(VENV))/bin:$$PATH" pyright
# On every core; the tests of one module share a process.
QUIETLY = --quiet --numprocesses auto --dist loadfile
INSTALL = $(PIP) install --quiet --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test test-all test-lowest test-wheel check bench bench-quick bench-guard formats format lock clean

help:  ## List the tasks.
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 \t/p' Makefile | expand -t 20

demo: $(VENV)/.demo  ## Structure the example responses and report on their statuses.
	@$(VENV)/bin/jobstatus report examples/responses

test: $(VENV)/.test  ## Run the tests; every branch has to be covered.
	@rm -f .coverage .coverage.*
	@$(VENV)/bin/coverage run -m pytest $(QUIETLY)
	@$(VENV)/bin/coverage combine --quiet
	@$(VENV)/bin/coverage report

VERSIONS ?= 3.10 3.11 3.12 3.13 3.14
test-all:  ## Run the tests on every interpreter from 3.10 to 3.14 that can be found.
	@for version in $(VERSIONS); do \
		for python in python$$version "$$HOME"/.pyenv/versions/$$version.*/bin/python$$version; do \
			"$$python" -c '' 2>/dev/null || continue; \
			echo "== $$("$$python" --version)"; \
			$(MAKE) --no-print-directory test-plain PYTHON="$$python" VENV=.venv-$$version || exit 1; \
			break; \
		done; \
	done

.PHONY: test-plain
test-plain: $(VENV)/.test
	@EXAMPLES=10 $(VENV)/bin/python -m pytest $(QUIETLY)

test-lowest: $(VENV)-lowest/.test  ## Run the tests with the oldest dependencies that are allowed.
	@EXAMPLES=10 $(VENV)-lowest/bin/python -m pytest $(QUIETLY)

test-wheel: $(VENV)/.check  ## Build the wheel, and run the tests against it.
	@rm -rf dist && $(VENV)/bin/python -m build --quiet
	@$(PYTHON) -m venv --clear $(VENV)-wheel
	@$(MAKE) --no-print-directory $(VENV)-wheel/.pip VENV=$(VENV)-wheel
	@$(MAKE) --no-print-directory wheel-installed VENV=$(VENV)-wheel
	@EXAMPLES=10 $(VENV)-wheel/bin/python -m pytest $(QUIETLY)

.PHONY: wheel-installed
wheel-installed:
	@$(INSTALL) --group test "$$(ls dist/*.whl)[cli]"

check: $(VENV)/.check  ## Check style, format and types, and that all types are there.
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/mypy tests/typing
	$(PYRIGHT)
	$(PYRIGHT) --project tests/typing
	$(PYRIGHT) --verifytypes jobstatus --ignoreexternal
	$(VENV)/bin/python examples/make_responses.py --check

bench: $(VENV)/.bench  ## Measure against the alternatives; takes some twelve minutes.
	@$(VENV)/bin/python -m benchmarks run --readme README.md

bench-quick: $(VENV)/.bench  ## Measure the most telling part, in under two minutes.
	@$(VENV)/bin/python -m benchmarks run --quick

bench-guard: $(VENV)/.bench  ## Fail if something has become much slower than its rivals.
	@$(VENV)/bin/python -m benchmarks guard

formats: $(VENV)/.test  ## Try every wire format, and write what it carries into docs/formats.md.
	@$(VENV)/bin/python tests/wires.py

format: $(VENV)/.check  ## Format the code, and mend what can be mended.
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

lock:  ## Pin every tool anew; give PYTHON=python3.10, for it needs the most packages.
	$(PYTHON) -m venv --clear .venv-lock
	.venv-lock/bin/python -m pip install --quiet --upgrade pip
	.venv-lock/bin/python -m pip install --quiet --editable '.[cli]' $(GROUPS)
	{ echo '# Written by `make lock`.'; .venv-lock/bin/python -m pip freeze --all --exclude setuptools --exclude-editable; } > constraints.txt

clean:  ## Remove whatever the other tasks have made.
	rm -rf .venv* dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

GROUPS = --group test --group lint --group types --group build

$(VENV)/.pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "jobstatus needs Python 3.10 or newer: make PYTHON=python3.13 ...")'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet --upgrade --constraint constraints.txt pip
	@touch $@

$(VENV)/.demo: $(VENV)/.pip pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[cli]'
	@touch $@

$(VENV)/.test: $(VENV)/.pip pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[cli]' --group test
	@touch $@ $(VENV)/.demo

$(VENV)/.check: $(VENV)/.pip pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[cli]' $(GROUPS)
	@touch $@ $(VENV)/.test $(VENV)/.demo

$(VENV)/.bench: $(VENV)/.pip pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[cli]' --group bench
	@touch $@

$(VENV)-lowest/.test: pyproject.toml constraints.txt constraints-lowest.txt
	@$(PYTHON) -m venv --clear $(VENV)-lowest
	@$(VENV)-lowest/bin/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	@$(VENV)-lowest/bin/python -m pip install --quiet --constraint constraints-lowest.txt --editable '.[cli]' --group test
	@touch $@
