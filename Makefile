# Each target sets up what it needs by itself; the second time that is quick.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

PRETTY := "public/**/*.{js,css}" "tests/**/*.mjs" "*.config.js" package.json

.PHONY: run test check format bench lock clean
.DEFAULT_GOAL := run

run: $(VENV)/.ready-run node_modules/.ready ## Start everything on http://127.0.0.1:8888, no account needed
	@$(BIN)/python -m local

test: $(VENV)/.ready-test node_modules/.ready ## Run the whole suite
	@CHROMIUM="$$($(BIN)/python -m tools.chromium)" && export CHROMIUM && $(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(ARGS)

check: $(VENV)/.ready-test node_modules/.ready ## Lint, formatting and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/cfn-lint template.yaml
	npx --no-install eslint
	npx --no-install prettier --check $(PRETTY)

format: $(VENV)/.ready-test node_modules/.ready ## Put the code in its form
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	npx --no-install eslint --fix
	npx --no-install prettier --write $(PRETTY)

bench: $(VENV)/.ready-test ## Count and measure; prints a table
	@$(BIN)/python -m bench

lock: $(VENV)/.ready-lock ## Resolve the dependencies of pyproject.toml anew into locks/
	$(COMPILE) --group functions --group site --group local --group tests pyproject.toml --output-file locks/test.txt
	$(COMPILE) --group functions --group site --group local pyproject.toml --constraint locks/test.txt --output-file locks/run.txt
	$(COMPILE) --group functions pyproject.toml --constraint locks/test.txt --output-file locks/functions.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved

clean: ## Remove everything that was installed or built
	rm -rf $(VENV) node_modules dist .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed, as python3 or as PYTHON=/path/to/python3.11 make ..." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' \
		|| { echo "This Python has no venv. Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready-run: locks/run.txt | $(BIN)/python
	@echo "Installing what the product needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

$(VENV)/.ready-test: locks/test.txt | $(BIN)/python
	@echo "Installing what the product and its tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@ $(VENV)/.ready-run

$(VENV)/.ready-lock: | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

node_modules/.ready: package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20 or newer with npm is needed: https://nodejs.org" >&2; exit 1; }
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' \
		|| { echo "Node.js 20 or newer is needed; this is $$(node --version)" >&2; exit 1; }
	@echo "Installing what builds and checks the pages ..."
	@npm ci --silent --no-audit --no-fund
	@touch $@
