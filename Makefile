# Each target installs its own dependencies; the second time that is quick.

PYTHON ?= python3
VENV ?= .venv
DEPLOY_VENV ?= .venv-deploy
MUTATION_VENV ?= .venv-mutation
BIN := $(VENV)/bin
DEPLOY := $(DEPLOY_VENV)/bin
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

# Each instance of a function is a process. Without cached bytecode it takes more than twice as long to start.
unexport PYTHONDONTWRITEBYTECODE

UNIT_TESTS := tests/unit
FOLLOWS_THE_CLOCK := tests/browser tests/resilience tests/integration/openapi tests/integration/local/ampeco_simulator tests/security/test_headers.py

# The longest first, so that no process waits for it at the end.
HAS_LONG_TESTS := tests/integration/functions/admin/test_bad_rows.py tests/resilience tests/browser tests/deploy tests/contract \
	tests/unit/bench tests/integration/openapi \
	tests/integration/functions/test_with_snapshot.py tests/integration/functions/test_switch_with_snapshot.py \
	tests/integration/functions/test_same_with_snapshot.py \
	tests/integration/functions/admin/test_auth.py tests/integration/functions/admin/test_read_report.py \
	tests/integration/local/test_run.py tests/integration/tools/test_scripts.py \
	tests/security/test_leaks.py tests/integration/functions/scheduled/test_visible_changes.py

COVERING_TESTS := tests/unit/ampeco_client tests/unit/domain tests/integration/functions/scheduled tests/integration/functions/messages \
	tests/integration/functions/admin tests/integration/functions/test_create_booking.py tests/integration/functions/test_replacement.py \
	tests/integration/functions/test_switch_port.py tests/resilience/test_messages.py

PRETTY := "public/**/*.{js,css}" "netlify/**/*.js" "tests/**/*.mjs" "*.config.js" package.json

API_TYPES := npx --no-install openapi-typescript openapi.yaml --root-types --root-types-no-schema-prefix --output public/js/api/schema.d.ts

STACK ?= ev-charging-bookings
SBOM := dist-sbom
PLATFORM ?= aarch64-manylinux_2_28
PYTHON_VERSION ?= 3.13

.PHONY: run test test-unit contract test-moments ready-to-test soak gallery check format coverage mutation bench api-types translations lock clean build deploy site publish secrets sbom
.DEFAULT_GOAL := run

run: $(VENV)/.ready-run node_modules/.ready ## Start everything on http://127.0.0.1:8888, no account needed
	@$(BIN)/python -m local

test: ## Run the whole suite
	@$(MAKE) --no-print-directory --jobs=3 ready-to-test
	@CHROMIUM="$$($(BIN)/python -m tools.chromium)" && export CHROMIUM && $(BIN)/python -m pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

test-unit: $(VENV)/.ready-test ## Run the unit tests: no browser, no other process, under a minute
	@$(BIN)/python -m pytest --numprocesses 2 $(UNIT_TESTS) $(ARGS)

test-moments: ## Run the time-dependent tests at several instants: midnight, clock changes, leap day; about half an hour
	@for moment in $$($(BIN)/python -c "from tests.support.clock import MOMENTS; print(*MOMENTS)"); do \
		echo "SUITE_NOW=$$moment"; \
		SUITE_NOW=$$moment $(MAKE) --no-print-directory test ARGS="$(FOLLOWS_THE_CLOCK) $(ARGS)" || exit 1; \
	done

ready-to-test: $(VENV)/.ready-test node_modules/.ready $(if $(SOAK),$(DEPLOY_VENV)/.ready-sam)

contract: $(VENV)/.ready-test ## Compare DOCUMENT=path, a copy of Ampeco's OpenAPI document, with the one built on, and run the contract tests on it
	-@$(BIN)/python -m tests.contract.differences "$(DOCUMENT)"
	@AMPECO_OPENAPI="$(abspath $(DOCUMENT))" $(BIN)/python -m pytest tests/contract $(ARGS)

soak: export SOAK = 1
soak: ## Run the long tests: fault storms, generated requests, the packages in the Lambda runtime
	@$(MAKE) --no-print-directory test ARGS="$(HAS_LONG_TESTS) $(ARGS)"

gallery: export GALLERY = 1
gallery: ## Take a screenshot of every state of every page, in each language, theme and size, into test-results/gallery/
	@rm -rf test-results/gallery
	@$(MAKE) --no-print-directory test ARGS="tests/browser/test_gallery.py --dist load --numprocesses 2 $(ARGS)"

check: $(VENV)/.ready-test node_modules/.ready $(DEPLOY_VENV)/.ready-sam ## Lint, formatting and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	SAM_CLI_TELEMETRY=0 $(DEPLOY)/sam validate --lint
	$(BIN)/cfn-lint deploy/*.yaml
	npx --no-install eslint
	npx --no-install prettier --check $(PRETTY)
	npx --no-install tsc
	$(API_TYPES) --check

format: $(VENV)/.ready-test node_modules/.ready ## Format the code
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	npx --no-install eslint --fix
	npx --no-install prettier --write $(PRETTY)

coverage: $(VENV)/.ready-test ## Require 100 % line and branch coverage of the client and the domain
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest --quiet --numprocesses 2 --dist loadfile $(COVERING_TESTS)
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report --fail-under=100

mutation: $(MUTATION_VENV)/.ready ## Run mutation testing; about twenty minutes
	@rm -rf .make/mutation && mkdir -p .make/mutation
	@git ls-files -z shared tests functions local tools pyproject.toml template.yaml | tar --null --files-from=- --create --file=- | tar --extract --file=- --directory=.make/mutation
	@cd .make/mutation && $(CURDIR)/$(MUTATION_VENV)/bin/mutmut run --max-children 2 $(ARGS)

bench: $(VENV)/.ready-test node_modules/.ready bench/node_modules/.ready ## Run the benchmarks; ARGS="--only calls" for a part
	@CHROMIUM="$$($(BIN)/python -m tools.chromium)" && export CHROMIUM && $(BIN)/python -m bench $(ARGS)

bench/node_modules/.ready: bench/package-lock.json
	@npm ci --prefix bench --silent --no-audit --no-fund
	@touch $@

build: $(DEPLOY_VENV)/.ready-sam ## Package every function for AWS: no account, no Docker
	SAM_CLI_TELEMETRY=0 $(DEPLOY)/sam build

deploy: build ## Deploy the API to AWS; PARAMETERS="AmpecoApiUrl=https://..." for the first deployment
	@sed -i.bak "s/RELEASE: unset/RELEASE: '$$(date -u +%Y-%m-%dT%H:%M:%SZ)'/" .aws-sam/build/template.yaml
	$(DEPLOY)/sam deploy --stack-name $(STACK) $(if $(PARAMETERS),--parameter-overrides $(PARAMETERS))

site: $(VENV)/.ready-run node_modules/.ready ## Build the pages into dist/, as Netlify does
	@$(BIN)/python -m tools.build_site

publish: site ## Upload the pages to the bucket of StaticHosting=cloudfront
	@$(BIN)/python -m tools.publish --stack $(STACK)

secrets: $(VENV)/.ready-run ## Create missing secrets in SSM
	@$(BIN)/python -m tools.secrets $(if $(SECRETS_PATH),--path $(SECRETS_PATH)) create

sbom: $(VENV)/.ready-supply ## Write a software bill of materials (CycloneDX) to dist-sbom/
	@mkdir -p $(SBOM)
	@$(BIN)/python -W ignore -m cyclonedx_py requirements locks/functions.txt --pyproject pyproject.toml --output-file $(SBOM)/functions.cdx.json
	@$(BIN)/python -W ignore -m cyclonedx_py requirements locks/messages.txt --pyproject pyproject.toml --output-file $(SBOM)/messages.cdx.json
	@npm sbom --package-lock-only --sbom-format cyclonedx --sbom-type application > $(SBOM)/pages.cdx.json
	@ls $(SBOM)/*

# `sam build` calls build-<function> and build-<layer> with the folder to fill in ARTIFACTS_DIR.
build-%: $(DEPLOY_VENV)/.ready-package
	@$(DEPLOY)/python -m tools.package $* "$(ARTIFACTS_DIR)" --platform $(PLATFORM) --python $(PYTHON_VERSION)

api-types: node_modules/.ready ## Generate the API types of the pages' scripts from openapi.yaml
	@$(API_TYPES)

translations: $(VENV)/.ready-test ## Update locales/ from the page texts
	@$(BIN)/python -m tools.translations

lock: $(VENV)/.ready-test ## Resolve the dependencies of pyproject.toml into locks/
	$(COMPILE) --group functions --group messages --group site --group local --group tests pyproject.toml --output-file locks/test.txt
	$(COMPILE) --group functions --group messages --group site --group local pyproject.toml --constraint locks/test.txt --output-file locks/run.txt
	$(COMPILE) --group functions pyproject.toml --constraint locks/test.txt --output-file locks/functions.txt
	$(COMPILE) --group messages pyproject.toml --constraint locks/test.txt --output-file locks/messages.txt
	$(COMPILE) --group package pyproject.toml --constraint locks/test.txt --output-file locks/package.txt
	$(COMPILE) --group runtime pyproject.toml --constraint locks/test.txt --output-file locks/runtime.txt
	$(COMPILE) --group supply pyproject.toml --constraint locks/test.txt --output-file locks/supply.txt
	$(COMPILE) --group functions --group messages --group site --group local --group tests --group mutation pyproject.toml --constraint locks/test.txt --output-file locks/mutation.txt
	$(COMPILE) --group deploy pyproject.toml --output-file locks/deploy.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved

clean: ## Remove everything that was installed or built
	rm -rf $(VENV) $(DEPLOY_VENV) $(MUTATION_VENV) node_modules bench/node_modules dist $(SBOM) .make .aws-sam .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed, as python3 or as PYTHON=/path/to/python3.11 make ..." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' \
		|| { echo "This Python has no venv. Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready-run: locks/run.txt | $(BIN)/python
	@echo "Installing what the product needs ..."
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

$(VENV)/.ready-test: locks/test.txt | $(BIN)/python
	@echo "Installing what the product and its tests need ..."
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes --requirement $<
	@touch $@ $(VENV)/.ready-run

$(VENV)/.ready-supply: locks/supply.txt | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

$(MUTATION_VENV)/.ready: locks/mutation.txt
	@$(PYTHON) -m venv $(MUTATION_VENV)
	@$(MUTATION_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

$(DEPLOY_VENV)/.ready-package: locks/package.txt
	@$(PYTHON) -m venv $(DEPLOY_VENV)
	@$(DEPLOY)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

$(DEPLOY_VENV)/.ready-sam: locks/deploy.txt $(DEPLOY_VENV)/.ready-package
	@echo "Installing SAM ..."
	@$(DEPLOY)/uv pip install --quiet --python $(DEPLOY)/python --require-hashes --requirement $<
	@touch $@

node_modules/.ready: package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20 or newer with npm is needed: https://nodejs.org" >&2; exit 1; }
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' \
		|| { echo "Node.js 20 or newer is needed; this is $$(node --version)" >&2; exit 1; }
	@echo "Installing what builds and checks the pages ..."
	@npm ci --silent --no-audit --no-fund
	@touch $@
