# The commands of this project. `make run` and `make test` need python 3.11 or later with venv, git and make;
# everything else is set up here: what is already in place is recognised by its date and not looked at again.

CHARTER ?= redland
PORT ?= 5000
AS_OF ?=
PYTEST_ARGS ?= -n 2 --dist loadgroup

PATH := $(CURDIR)/.venv/bin:$(PATH)
export PATH

STATIC := $(wildcard static/scss/*.scss static/js/*.js) static/build.js
WELSH := portal/translations/cy/LC_MESSAGES/messages
BUILT := static/build/portal.css $(WELSH).mo

.PHONY: help run test bench soak screenshots translations lint format lock clean

help:
	@echo "make run     the portal at http://127.0.0.1:$(PORT), with its worker (CHARTER=$(CHARTER), PORT=, AS_OF=2026-11-03)"
	@echo "make test    every test, on SQLite and PostgreSQL, and journeys in a browser"
	@echo "make lint    style, types, the order of imports, templates"
	@echo "make bench   how fast pages are      make soak   many more examples, and kills"
	@echo "make screenshots   the picture in the README, made again"
	@echo "make translations  take sentences that are new in the code into the Welsh catalogue"
	@echo "make format  put code in shape       make lock   choose versions again, with hashes"
	@echo "make clean   remove what was set up and built, but no data"

run: .venv/run.stamp $(BUILT)
	@.ci/programs run
	@CHARTER="$(CHARTER)" exec python -m portal.demo --port "$(PORT)" $(if $(AS_OF),--as-of "$(AS_OF)")

test: .venv/dev.stamp $(BUILT)
	@.ci/programs test
	python -m pytest $(PYTEST_ARGS)

bench: .venv/dev.stamp $(BUILT)
	@.ci/programs test
	python -m tests.bench

soak: .venv/dev.stamp $(BUILT)
	@.ci/programs test
	python -m pytest $(PYTEST_ARGS) -o faulthandler_timeout=0 --hypothesis-profile=soak tests/clock tests/worker \
		tests/races/test_booking.py

screenshots: .venv/dev.stamp $(BUILT)
	@.ci/programs test
	python -m tests.journeys.screenshots

# Empty entries of the catalogue are to be translated; a test names them.
translations: .venv/run.stamp
	@.ci/translations

lint: .venv/dev.stamp
	@failed=0; \
	for check in "ruff check ." "ruff format --check ." "mypy" "lint-imports --no-cache --no-logo" \
		"djlint --lint --quiet templates"; do echo "$$check"; $$check || failed=1; done; exit $$failed

format: .venv/dev.stamp
	ruff check --fix .
	ruff format .

# Versions and hashes of everything, without the address it comes from.
lock: .venv/dev.stamp
	python -m pip install --quiet uv
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--annotation-style line pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--annotation-style line --extra audio -c requirements.txt pyproject.toml -o requirements-audio.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--annotation-style line --extra audio --extra dev -c requirements-audio.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf .venv node_modules static/build $(WELSH).mo .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@.ci/make-venv .venv

.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo "Installing what the portal needs …"
	@python -m pip install -qq --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@echo "Installing what tests need …"
	@python -m pip install -qq --require-hashes -r requirements-dev.txt
	@touch $@

# Node and npm are those of the wheel in requirements.txt, so that every machine builds with the same.
node_modules/.package-lock.json: package.json package-lock.json | .venv/run.stamp
	@echo "Building the stylesheet …"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(WELSH).mo: $(WELSH).po | .venv/run.stamp
	@pybabel --quiet compile --input-file $< --output-file $@

static/build/portal.css: node_modules/.package-lock.json $(STATIC)
	@npm run --silent build
	@touch $@
