# The tasks of this project. Nothing is needed but Python 3.10 or newer, make and a package index.
# Any make and any POSIX shell will do: no functions of GNU make, no options of GNU tools.

PYTHON ?= python3
VENV ?= .venv
PIP = $(VENV)/bin/python -m pip --disable-pip-version-check
# It looks for packages with the first Python on the path.
PYRIGHT = PATH="$$(cd $(VENV)/bin && pwd):$$PATH" pyright
# On every core; the tests of one module share a process.
QUIETLY = $(TESTS) --quiet --numprocesses auto --dist loadfile $${fast:+-m "not slow"}
# Most of what is installed is never imported, and so not worth to be compiled.
INSTALL = $(PIP) install --quiet --no-compile --constraint $(CONSTRAINTS) --build-constraint constraints.txt
CONSTRAINTS ?= constraints.txt

# How many examples each property is tried with, but by `make test`.
EXAMPLES ?= 10
# Set it to leave out what is marked as slow.
FAST ?=
# The tests to run; all, if none is named.
TESTS ?=
GROUP ?= all
# The build of the package: compiled or interpreted; without it, what is possible.
SPEED ?=
# The directory of a wheel that is built already.
WHEELS ?=
# GNU make then says nothing of directories when another make runs it; other makes never do.
QUIET = GNUMAKEFLAGS=--no-print-directory

.PHONY: help demo convert-demo test test-compiled test-all test-lowest check bench bench-quick bench-growth bench-guard fuzz fuzz-grow mutants faults docs tables format lock clean

help:  ## List the tasks.
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{ printf "  make %-15s%s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.demo  ## Report on the statuses of the example responses.
	@$(VENV)/bin/jobstatus report examples/responses

convert-demo: $(VENV)/.convert-demo  ## Convert the examples to Parquet files, and restore them.
	@folder="$$(mktemp -d)" && trap 'rm -rf "$$folder"' EXIT \
		&& $(VENV)/bin/jobstatus convert examples/responses --output "$$folder/tables" \
		&& echo && $(VENV)/bin/jobstatus restore "$$folder/tables" --output "$$folder/restored.ndjson" \
		&& echo "$$(wc -l < "$$folder/restored.ndjson") documents are restored."

test: $(VENV)/.test  ## Run the tests; every branch has to be covered.
	@rm -f .coverage .coverage.*
	@fast='$(FAST)'; JOBSTATUS_EXPECT=interpreted $(VENV)/bin/coverage run -m pytest $(QUIETLY)
	@$(VENV)/bin/coverage combine --quiet
	@$(VENV)/bin/coverage report

test-compiled:  ## Build the compiled wheel, and run the tests against it.
	@python="$(PYTHON)"; if $(CAN_COMPILE); then \
		$(QUIET) $(MAKE) test-built VENV=$(VENV)-compiled SPEED=compiled; \
	else $(SKIPPED); fi

VERSIONS ?= 3.10 3.11 3.12 3.13 3.14
test-all:  ## Run the tests, compiled, on Python 3.10 to 3.14.
	@for version in $(VERSIONS); do \
		for python in python$$version "$$HOME"/.pyenv/versions/$$version.*/bin/python$$version; do \
			"$$python" -c '' 2>/dev/null || continue; \
			echo "== $$("$$python" --version)"; \
			if $(CAN_COMPILE); then tests=test-compiled; else $(SKIPPED); tests=test-plain; fi; \
			$(QUIET) $(MAKE) $$tests PYTHON="$$python" VENV=.venv-$$version GROUP=test EXAMPLES=3 FAST=1 || exit 1; \
			break; \
		done; \
	done

# Whether there is a C compiler that finds the headers of the interpreter $$python.
CAN_COMPILE = echo '\#include <Python.h>' | $${CC:-cc} -x c -fsyntax-only \
	-I"$$("$$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')" - 2> /dev/null
SKIPPED = echo "compiled tests SKIPPED: no C compiler that finds the headers of $$("$$python" --version)"

.PHONY: test-plain
test-plain: $(VENV)/.test
	@fast='$(FAST)'; EXAMPLES=$(EXAMPLES) $(VENV)/bin/python -m pytest $(QUIETLY)

.PHONY: test-built
test-built: built
	@fast='$(FAST)'; JOBSTATUS_EXPECT=$(SPEED) EXAMPLES=$(EXAMPLES) $(VENV)/bin/python -m pytest $(QUIETLY)

.PHONY: built
built: $(VENV)/.pip
	@test -n '$(WHEELS)' || $(QUIET) $(MAKE) wheel VENV=$(VENV) SPEED=$(SPEED)
	@$(PIP) uninstall --quiet --quiet --yes jobstatus
	@wheels='$(WHEELS)'; $(INSTALL) --group $(GROUP) "$$(ls "$${wheels:-$(VENV)/dist}"/*.whl)[cli]"

# The wheel is built from the sdist.
.PHONY: wheel
wheel: $(VENV)/.build
	@rm -rf $(VENV)/dist
	@case '$(SPEED)' in compiled) pure=0;; interpreted) pure=1;; *) pure=;; esac; \
		PIP_CONSTRAINT="$$PWD/constraints.txt" JOBSTATUS_PURE=$$pure $(VENV)/bin/python -m build --outdir $(VENV)/dist > $(VENV)/build.log 2>&1 \
		|| { cat $(VENV)/build.log; exit 1; }
	@grep '^jobstatus: ' $(VENV)/build.log

test-lowest:  ## Run the tests, interpreted, with the oldest dependencies.
	@$(QUIET) $(MAKE) test-built VENV=$(VENV)-lowest SPEED=interpreted GROUP=test \
		CONSTRAINTS=constraints-lowest.txt EXAMPLES=5 FAST=1

check: $(VENV)/.check  ## Check style, format, types, and that no type is missing.
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/mypy tests/typing
	$(PYRIGHT)
	$(PYRIGHT) --project tests/typing
	$(PYRIGHT) --verifytypes jobstatus --ignoreexternal
	$(VENV)/bin/python examples/make_responses.py --check

bench: bench-built  ## Measure against the alternatives, in minutes.
	@$(VENV)-bench/bin/python -m benchmarks run

bench-quick: bench-built  ## Measure the most telling part, in under two minutes.
	@$(VENV)-bench/bin/python -m benchmarks run --quick

bench-growth: bench-built  ## Measure growth to 10 million documents.
	@$(VENV)-bench/bin/python -m benchmarks growth --large

bench-guard: bench-built  ## Fail if a goal of speed is missed by far.
	@$(VENV)-bench/bin/python -m benchmarks guard

# What is measured is the wheel, compiled where that is possible.
.PHONY: bench-built
bench-built:
	@$(QUIET) $(MAKE) built VENV=$(VENV)-bench GROUP=bench

# The flags are those of gcc, on Linux; SANITIZE= tries the inputs without.
SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=undefined -O1
TIMES ?= 100000
SEED ?= 1
fuzz:  ## Try changed documents, with sanitizers; set TIMES, SEED.
	@CFLAGS='$(SANITIZE)' $(QUIET) $(MAKE) built VENV=$(VENV)-fuzz SPEED=compiled GROUP=test
	@test -z '$(SANITIZE)' || export LD_PRELOAD="$$($${CC:-cc} -print-file-name=libasan.so)"; \
		ASAN_OPTIONS=detect_leaks=0 PYTHONMALLOC=malloc PYTHONPATH=tests \
		$(VENV)-fuzz/bin/python -m fuzzing run --times $(TIMES) --seed $(SEED) $(KEEP)

fuzz-grow:  ## Let the corpus grow by inputs that reach new code.
	@$(QUIET) $(MAKE) $(VENV)-grow/.grow VENV=$(VENV)-grow
	@PYTHONPATH=tests $(VENV)-grow/bin/python -m fuzzing grow --seed $(SEED)

SHARE ?= 1.0
mutants:  ## Change the code bit by bit: tests have to notice.
	@$(QUIET) $(MAKE) $(VENV)-mutants/.mutants VENV=$(VENV)-mutants
	@PYTHONPATH=tests $(VENV)-mutants/bin/python -m mutants --share $(SHARE) $(KEEP)

faults:  ## Put faults into the reader and the writer, one by one.
	@$(QUIET) $(MAKE) built VENV=$(VENV)-faults SPEED=compiled GROUP=faults
	@PYTHONPATH=tests $(VENV)-faults/bin/python -m mutants.faults $(KEEP)

docs: $(VENV)/.docs  ## Build the documentation; warnings are errors.
	@$(VENV)/bin/sphinx-build --quiet --fresh-env --fail-on-warning --keep-going --nitpicky --jobs auto docs build/docs
	@echo "build/docs/index.html"

tables: $(VENV)/.test  ## Make the tables and pictures of the documentation.
	@$(VENV)/bin/python tests/wires.py
	@PYTHONPATH=. $(VENV)/bin/python tests/reference.py
	@$(VENV)/bin/python tests/nodes_picture.py

format: $(VENV)/.check  ## Format the code, and mend what can be mended.
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

lock:  ## Pin every tool anew; give PYTHON=python3.10.
	$(PYTHON) -m venv --clear .venv-lock
	.venv-lock/bin/python -m pip install --quiet --upgrade pip
	.venv-lock/bin/python -m pip install --quiet --editable '.[cli,arrow,dask]' $(GROUPS) --group docs --group mutants
	# Python 3.10 needs the most packages; no release of numpy or pandas is for all of these interpreters.
	{ echo '# Written by `make lock`.'; .venv-lock/bin/python -m pip freeze --all --exclude-editable | grep -vE '^(numpy|pandas)=='; } > constraints.txt

clean:  ## Remove whatever the other tasks have made.
	rm -rf .venv* build dist src/*.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

GROUPS = --group all --group lint --group types --group build

$(VENV)/.pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "jobstatus needs Python 3.10 or newer: make PYTHON=python3.13 ...")'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet --upgrade --constraint constraints.txt pip
	@touch $@

$(VENV)/.demo: $(VENV)/.pip pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[cli]'
	@touch $@

$(VENV)/.convert-demo: $(VENV)/.pip pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[cli,arrow]'
	@touch $@ $(VENV)/.demo

$(VENV)/.test: $(VENV)/.pip pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[cli]' --group all
	@touch $@ $(VENV)/.demo $(VENV)/.convert-demo

# Both look at the interpreted package, which an editable installation is.
$(VENV)/.grow: $(VENV)/.pip pyproject.toml constraints.txt
	@$(INSTALL) --editable . --group fuzz
	@touch $@

$(VENV)/.mutants: $(VENV)/.pip pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[cli]' --group mutants
	@touch $@

$(VENV)/.check: $(VENV)/.pip pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[cli,arrow,dask]' $(GROUPS)
	@touch $@ $(VENV)/.test $(VENV)/.demo $(VENV)/.convert-demo

# The reference is made from docstrings, so that all modules are imported.
$(VENV)/.docs: $(VENV)/.pip pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[cli,arrow,testing]' --group docs
	@touch $@ $(VENV)/.demo $(VENV)/.convert-demo

$(VENV)/.build: $(VENV)/.pip constraints.txt
	@$(INSTALL) build
	@touch $@
