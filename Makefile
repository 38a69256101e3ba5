# memorial-kg from a fresh clone: Python 3.11 or newer and make are all that is needed.
# The targets are listed by `make` alone. With uv, `uv run memorial-kg build data` and `uv run pytest` do the same.

.DELETE_ON_ERROR:
.PHONY: help build test lint ontology web picture clean
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin

# The oldest supported Python comes first, because a promise is best kept by those who use it. To choose another:
# make build PYTHON=python3.13
CANDIDATES := python3.11 python3 python3.12 python3.13 python3.14 python
PYTHON ?= $(CANDIDATES)

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

build: $(VENV)/installed ## make the environment if need be, then the knowledge graph of data/
	$(BIN)/memorial-kg build data

test: lint ## lint, then run every test
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(VENV)/installed-dev ## check the style, the layout and the types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

ontology: $(VENV)/installed ## write again what is derived from ontology/*.ttl
	$(BIN)/python -m memorial_kg.ontology

web: | $(BIN)/python ## bundle the pages' scripts and styles again, after a change in src/web/
	$(BIN)/python -m pip install --quiet --no-deps --editable .

picture: $(VENV)/installed-dev build ## take the README's pictures of the site again, with the Chromium of the machine
	$(BIN)/python -m tests.browser.picture

clean: ## remove the environment, what was built, and caches
	rm -rf $(VENV) build dist src/web/dist src/web/node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is newer than pyproject.toml when the environment holds what pyproject.toml asks for. The package itself is
# installed editable, so a change of its source needs no new installation; only the pages' scripts are bundled by one.

WEB := hatch_build.py $(wildcard src/web/*.json src/web/*.mjs src/web/*.svg src/web/build/* src/web/css/* src/web/js/* src/web/js/*/*)

$(VENV)/installed: pyproject.toml $(WEB) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

# pip reads dependency groups (PEP 735) since 25.1; a new environment may come with an older one.
$(VENV)/installed-dev: pyproject.toml $(WEB) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group test --group lint
	@touch $@ $(VENV)/installed

$(BIN)/python:
	@for python in $(PYTHON); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "$$python -m venv $(VENV)"; \
	    "$$python" -m venv --clear $(VENV) && exit 0; \
	    rm -rf $(VENV); \
	    echo "make: $$python could not make an environment in $(VENV): see above." >&2; \
	    exit 1; \
	  fi; \
	done; \
	echo "make: memorial-kg needs Python 3.11 or newer; looked for: $(PYTHON)." >&2; \
	echo "      Install one (https://www.python.org/downloads/), or say where it is: make PYTHON=/path/to/python3" >&2; \
	exit 1
