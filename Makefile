# Two commands matter: `make run` and `make test`. The rest is told by `make`.
# .venv is set up on first use, and again only when a lock or pyproject.toml has changed.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
ARGS ?=
MARKS ?= not chaos
export PYTHON

BIN := .venv/bin
RUN := .venv/run.stamp
DEV := .venv/dev.stamp
RELEASE := .venv-release/stamp
ALL := bot adapters core tests benchmarks scripts

.PHONY: help
help: ## this list
	@echo 'make run and open http://127.0.0.1:7860 — or:'
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r goal what; do \
		printf '%-14s %s\n' "$$goal" "$$what"; done
	@echo 'Words for what is run go into ARGS: make run ARGS="--port 8000", make test ARGS="-k splitting".'

.PHONY: run
run: $(RUN) ## serve the web room, and whatever tokens turn on
	@$(BIN)/python -m bot run $(ARGS)

.PHONY: test
test: $(DEV) ## run the tests that this machine has the programs for; MARKS= adds the long ones, with faults
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --durations 10 -m "$(MARKS)" $(ARGS)

.PHONY: chaos
chaos: $(DEV) ## kill, freeze and cut off the bot on all platforms; SECONDS=600 and SEED=7 choose how long and in which order
	@$(BIN)/python -m pytest -n0 --timeout 0 --log-cli-level INFO --chaos-seconds $(or $(SECONDS),600) --chaos-seeds $(or $(SEED),$(shell date +%s)) tests/scenarios/chaos/test_chaos.py tests/scenarios/chaos/test_many_machines.py $(ARGS)

.PHONY: soak
soak: $(DEV) ## hold memory and descriptors level under a steady load for an hour; SECONDS=600 chooses how long
	@$(BIN)/python -m pytest -n0 --timeout 0 --log-cli-level INFO --soak-seconds $(or $(SECONDS),3600) tests/scenarios/chaos/test_soak.py $(ARGS)

.PHONY: test-servers
test-servers: $(DEV) ## run the tests against real model servers; installs over a gigabyte the first time
	@scripts/test-servers $(ARGS)

.PHONY: lint
lint: $(DEV) ## style, types, imports, container files
	$(BIN)/ruff check $(ALL)
	$(BIN)/ruff format --check $(ALL)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml
	$(foreach script,$(SHELL_SCRIPTS),bash -n $(script) &&) true

SHELL_SCRIPTS := .ci/run scripts/check-deployment scripts/licences scripts/lock scripts/test-servers scripts/try-container scripts/venv

.PHONY: check-deployment
check-deployment: $(DEV) $(RELEASE) ## workflows, files for hosts, Kubernetes manifests, the systemd unit
	@scripts/check-deployment

.PHONY: licences
licences: $(DEV) $(RELEASE) ## the packages that the bot runs with have licences that NOTICE knows
	@scripts/licences $(ARGS)

.PHONY: audit
audit: $(DEV) $(RELEASE) ## known holes in the packages, as far as their data can be reached; ARGS=--strict insists on it
	@.venv-release/bin/pip-audit --disable-pip --require-hashes $(ARGS) $(foreach lock,$(wildcard requirements*.lock),--requirement $(lock))

.PHONY: sbom
sbom: $(DEV) $(RELEASE) ## the list of the packages that the bot runs with, as CycloneDX, in dist/sbom.json
	@mkdir -p dist
	@.venv-release/bin/cyclonedx-py requirements --output-reproducible --pyproject pyproject.toml --output-file dist/sbom.json requirements-run.lock

.PHONY: bench
bench: $(DEV) ## measure against baselines for a quarter of an hour, into benchmarks/RESULTS.md; ARGS=--short only tries it
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: bench-growth
bench-growth: $(DEV) ## measure how the store behaves as it grows; takes long
	@$(BIN)/python -m benchmarks growing $(ARGS)

.PHONY: docs
docs: $(DEV) ## write the generated parts of the documents
	@$(BIN)/python scripts/docs.py

.PHONY: lock
lock: $(DEV) ## compile the locks from pyproject.toml; ARGS=--upgrade takes newer versions
	@scripts/lock $(ARGS)

.PHONY: clean
clean: ## remove .venv, caches and builds; data and settings stay
	rm -rf .venv .venv-release .venv-servers .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist *.egg-info
	find . -name .git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

$(RUN): requirements-build.lock requirements-run.lock pyproject.toml scripts/venv
	@scripts/venv run

$(DEV): requirements-dev.lock pyproject.toml scripts/venv
	@scripts/venv dev

$(RELEASE): requirements-release.lock $(DEV)
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-release
	@$(BIN)/uv pip install --quiet --python .venv-release/bin/python --require-hashes --requirement requirements-release.lock
	@touch $@
