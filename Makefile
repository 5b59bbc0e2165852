# Tessera's commands. `make` alone lists them.

VENV ?= .venv
PY := $(VENV)/bin/python
JOBS ?= 2
PIP_INSTALL := $(PY) -m pip --disable-pip-version-check install --quiet --no-deps \
	--require-hashes --requirement

# The first Python that is new enough; override with PYTHON=/path/to/python.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)

# With our own extractor on its path.
PYBABEL := PYTHONPATH=. $(VENV)/bin/pybabel

# Stamps are copies of the locks: a new date alone never calls pip.
RUN_STAMP := $(VENV)/installed-run.lock
DEV_STAMP := $(VENV)/installed-dev.lock

# Tests keep their rewritten assertions: making them anew is a third of `make unit`.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run unit test check bench messages lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: $(RUN_STAMP) ## Start Tessera with a demo on http://127.0.0.1:8000 (PORT, TESSERA_*)
	@TESSERA_DEMO="$${TESSERA_DEMO-1}" exec $(PY) -m app.serve

unit: $(DEV_STAMP) ## Run the quick tests that need no database
	@exec $(PY) -m pytest -n $(JOBS) -m "not database and not slow" \
		--ignore tests/browser --ignore tests/test_house.py

test: $(DEV_STAMP) ## Run all tests on SQLite and PostgreSQL, with a browser if there is one
	@CHROMIUM="$$($(PY) -m tests.browser_setup)" && export CHROMIUM \
		&& exec $(PY) -m pytest -n $(JOBS)

check: $(DEV_STAMP) ## Check style, types, imports and the rules of the house
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m pytest -q tests/test_house.py tests/test_routes.py tests/test_settings.py

bench: $(DEV_STAMP) ## Measure the figures that we promise (ONLY=card,growth FULL=1)
	@exec $(PY) -m tests.bench

messages: $(DEV_STAMP) ## Collect the words on screen into app/translations
	$(PYBABEL) --quiet extract --project=Tessera --no-location --sort-output \
		--keywords=mark --mapping=pyproject.toml --output=$(VENV)/messages.pot app
	$(PYBABEL) --quiet update --no-fuzzy-matching --ignore-obsolete --no-wrap \
		--input-file=$(VENV)/messages.pot --output-dir=app/translations

lock: $(VENV)/uv/bin/uv ## Write both lock files again from pyproject.toml
	$< pip compile --quiet --universal --generate-hashes --no-emit-index-url \
		--python-version 3.11 pyproject.toml --output-file requirements.lock
	$< pip compile --quiet --universal --generate-hashes --no-emit-index-url \
		--python-version 3.11 --all-extras --constraint requirements.lock \
		pyproject.toml --output-file requirements-dev.lock

clean: ## Remove everything that was built, and the demo's data in var/
	rm -rf $(VENV) var build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	find app passes tests migrations -name __pycache__ -prune -exec rm -rf {} +

$(PY):
	@test -n "$(PYTHON)" || { echo "Tessera needs Python 3.11 or newer with venv." \
		"Install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Building $(VENV) with $(PYTHON), once …"
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.lock | $(PY)
	@cmp -s requirements.lock $@ || { echo "Installing what the lock file names …"; \
		$(PIP_INSTALL) requirements.lock; }
	@cp requirements.lock $@

$(DEV_STAMP): requirements-dev.lock requirements.lock | $(PY)
	@cmp -s requirements-dev.lock $@ || { echo "Installing the tools for tests …"; \
		$(PIP_INSTALL) requirements-dev.lock; }
	@cp requirements-dev.lock $@
	@cp requirements.lock $(RUN_STAMP)

# uv writes the locks but is no part of them.
$(VENV)/uv/bin/uv: | $(PY)
	$(PY) -m venv $(VENV)/uv
	$(VENV)/uv/bin/python -m pip --disable-pip-version-check install --quiet uv
