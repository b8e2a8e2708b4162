# Every command of the project. On a fresh machine `make serve` needs Python 3.11+ and make, no more.
# More arguments: make serve ARGS="--port 8001", make test ARGS="tests/kinds -k scale"

ARGS ?=

# Files of tests that run at the same time; each starts servers and a browser of its own.
JOBS ?= 2

# Debian's packages that tests talk to. Another real server in a test is another word here.
# Words are counted with Voikko or without it, and tests hold both.
APT_PACKAGES := chromium fonts-liberation libvoikko1 voikko-fi

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# Node comes with the environment, also where the system has one. It would trust only the
# authorities that it brings; behind a proxy that opens TLS the system's are the right ones.
NPM := NODE_USE_SYSTEM_CA=1 PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: help serve test check demo bench lock clean packages

help:  ## List the commands
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 8

serve: $(VENV)/.serve-ready  ## Set up what is missing, then run the server on http://127.0.0.1:8000
	@exec $(BIN)/evastys serve $(ARGS)

test: $(VENV)/.test-ready packages  ## Set up what tests need, then run every test
	$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/.test-ready  ## Lint, format, types of Python and of scripts, templates, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/node node_modules/typescript/bin/tsc -p tsconfig.json
	$(BIN)/djlint --lint templates
	$(PIP) check

demo: $(VENV)/.serve-ready  ## Run the server with a simulated room
	@exec $(BIN)/evastys demo $(ARGS)

bench: $(VENV)/.test-ready  ## Measure against the floors
	$(BIN)/python -m bench $(ARGS)

lock:  ## Pin the newest versions that have been out for a week
	python3 scripts/lock.py

clean:  ## Remove what set-up and tools made; answers in data/ stay
	rm -rf $(VENV) node_modules app/static/vendor *.egg-info htmlcov .coverage
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
	find app exports tests bench scripts -name __pycache__ -prune -exec rm -rf {} +

# A stamp is written last, so a set-up that was cut short starts again.
# The locks name everything, so pip looks for nothing else (--no-deps): it would stop at the newest
# version of a package that another one asks for with an extra. `make check` ends with pip check.

$(BIN)/python:
	@for python in python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    $$python -m venv $(VENV) && exit 0; \
	    echo "This Python cannot make an environment. On Debian: apt-get install python3-venv" >&2; \
	    rm -rf $(VENV); exit 1; \
	  fi; \
	done; echo "Evästys needs Python 3.11 or newer as python3. Install it and run make again." >&2; exit 1

$(VENV)/.serve-ready: requirements/serve.txt pyproject.toml package.json package-lock.json .npmrc \
		scripts/front_end.py scripts/idiomorph.d.ts | $(BIN)/python
	@echo "Setting up Evästys in $(VENV) and node_modules. The first time it takes about a minute."
	$(PIP) install --quiet --no-deps --require-hashes -r requirements/serve.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	$(NPM) ci --omit=dev --no-progress
	$(BIN)/python scripts/front_end.py
	@touch $@

$(VENV)/.test-ready: requirements/test.txt $(VENV)/.serve-ready
	$(PIP) install --quiet --no-deps --require-hashes -r requirements/test.txt
	$(NPM) ci --no-progress
	@touch $@

packages:
	@missing=; for package in $(APT_PACKAGES); do \
	  dpkg-query -W -f='$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed \
	    || missing="$$missing $$package"; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
	  echo "Tests need Debian's packages$$missing, and there is no apt-get here." >&2; exit 1; \
	fi; \
	echo "Installing$$missing"; \
	$(SUDO) apt-get update -qq && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing
