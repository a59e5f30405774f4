# Everything runs in a virtual environment of the project's own; nothing is installed elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

NU := $(VENV)/checkers/node_modules/vnu-jar/build/dist/vnu.jar

.PHONY: site serve test test-oldest test-newest fuzz determinism audit licences checkers lint types format bench clean

site: $(READY)
	$(BIN)/briefgen build
	@echo 'The sample site is in site/, and up to date. A clone brings it along: files that are right already count as unchanged.'
	@echo 'To see it in a browser, run make serve and open the address that it prints.'

serve: $(READY)
	$(BIN)/briefgen serve

test: $(READY) lint types
	$(BIN)/pytest

# The tests that depend on libraries, with the oldest and with the newest versions that pyproject.toml allows of what briefgen
# runs with. The tools of the tests are those of constraints.txt. Browsers and attacks are left to `make test`.
LIBRARY_TESTS := $(wildcard $(patsubst %,tests/*/test_%.py,build cli editions environment feeds frontmatter golden html images layouts links \
	locales markup preview report sample schema search settings structured workers))
RUN_TIME := .[dask,email,html,images,search]

test-oldest: $(VENV)/oldest/.ready
	$(VENV)/oldest/bin/pytest -m 'not browser' $(LIBRARY_TESTS)

test-newest: $(VENV)/newest/.ready
	$(VENV)/newest/bin/python -m pip install --quiet --disable-pip-version-check --upgrade --upgrade-strategy eager --editable '$(RUN_TIME)'
	$(VENV)/newest/bin/pytest -m 'not browser' $(LIBRARY_TESTS)

# Inputs without end for SECONDS each, and every fault of a crash: for a machine with nothing else to do.
SECONDS ?= 300
fuzz: $(READY)
	for target in front-matter body capture page; do $(BIN)/python -m tests.fuzz $$target $(SECONDS) || exit 1; done
	BRIEFGEN_ATTACK_ALL=1 $(BIN)/pytest tests/attacks/test_crashes.py tests/attacks/test_server_attacks.py tests/attacks/test_hostile_captures.py

# The same bytes by another version of Python: make determinism OTHER=python3.13
OTHER ?= python3.13
determinism: $(READY)
	$(OTHER) -m venv $(VENV)/other
	$(VENV)/other/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[html,email,images,search]'
	BRIEFGEN_OTHER_PYTHON=$(CURDIR)/$(VENV)/other/bin/python $(BIN)/pytest -n0 tests/laws/test_determinism.py -k another_version

# Known holes of the exact versions in constraints.txt; asks the network.
audit: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip --strict

# Setuptools and wheel build the package, in an environment of their own.
licences: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt setuptools wheel
	$(BIN)/python tools/licences.py

# The Nu HTML checker, for tests/site/test_accessibility.py: npm brings it, and it runs in Java.
checkers: $(NU)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(READY)
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python tools/bench.py $(if $(SIZES),--sizes '$(SIZES)') $(if $(CASES),--cases '$(CASES)') $(if $(FOLDER),--folder '$(FOLDER)')

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(NU): | $(READY)
	npm install --silent --no-save --no-package-lock --ignore-scripts --prefix $(VENV)/checkers vnu-jar@26.9.27
	touch $(NU)

$(VENV)/oldest/.ready: pyproject.toml constraints.txt constraints-oldest.txt
	$(PYTHON) -m venv --clear $(VENV)/oldest
	$(VENV)/oldest/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	$(VENV)/oldest/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints-oldest.txt --editable '$(RUN_TIME)'
	touch $@

$(VENV)/newest/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv --clear $(VENV)/newest
	$(VENV)/newest/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -m compileall -q briefgen
	touch $(READY)
