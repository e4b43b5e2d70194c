# Every target does its own set-up: a fresh Debian or Ubuntu with python3, git and make is enough.
SHELL := /bin/bash
UV ?= .uv/uv
export UV_CACHE_DIR ?= $(CURDIR)/.uv/cache
export UV_PYTHON_INSTALL_DIR ?= $(CURDIR)/.uv/python
RUN := $(UV) run --frozen --no-sync
PYTEST := $(RUN) pytest -p no:cacheprovider

.DEFAULT_GOAL := help
.PHONY: help demo run test setup check format lint types imports knowledge unit browser pictures bench fuzz power-loss redaction evaluate

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: setup ## the main job on the sample export: findings, ledger and a report, then end
	$(RUN) anning demo --report demo-report

run: setup ## start the workbench on this machine and stay
	$(RUN) anning

test: setup ## everything a change must pass (CI runs this and nothing else)
	tools/prepare_tests.sh
	$(MAKE) --no-print-directory check unit browser

check: format lint types imports knowledge

format: setup
	$(RUN) ruff format --check src tests tools benchmarks

lint: setup
	$(RUN) ruff check src tests tools benchmarks
	$(RUN) djlint --quiet --lint src/anning/web

types: setup
	$(RUN) mypy

imports: setup
	$(RUN) lint-imports

knowledge: setup ## every rule against its own examples, every citation against the law data
	$(RUN) anning rules lint

unit: setup ## unit, property, knowledge and fault tests
	$(PYTEST) -n 2 -m "not browser"

browser: setup ## the workbench in a real browser
	$(PYTEST) -m browser

pictures: setup ## a picture of every page in both sizes, for the docs
	ANNING_PICTURES=docs/images/pages $(PYTEST) -m browser tests/browser/test_every_page.py

bench: setup ## one command per speed claim; figures belong in docs/benchmarks.md
	$(RUN) python benchmarks/all.py

fuzz: setup ## a long run of the importers on damaged input
	$(PYTEST) tests/fuzz --hypothesis-profile=campaign -m ""

power-loss: setup ## a long run of the vault on a simulated disk
	$(RUN) python tests/fault/power_loss.py --seeds 100000

redaction: setup ## two hundred planted strings in fifty files, covered and read again by the real reader of pictures
	$(RUN) python tests/services/redaction.py

evaluate: setup ## precision and recall on the labelled sets, where they are at hand
	$(RUN) python tools/evaluate.py

setup: .venv/.ready

.uv/uv: tools/get_uv.py
	@python3 tools/get_uv.py $@ && touch $@

.venv/.ready: pyproject.toml uv.lock $(filter .uv/uv,$(UV))
	$(UV) sync --frozen --quiet
	@touch $@
