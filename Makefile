# Everything runs in a virtual environment of the project's own; nothing is installed elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# The tests start hundreds of processes. Compiled modules and layouts are kept for the next one, whatever the shell asks for.
unexport PYTHONDONTWRITEBYTECODE

NU := $(VENV)/checkers/node_modules/vnu-jar/build/dist/vnu.jar

.PHONY: site serve test test-oldest test-newest test-locked wheel lock fit fuzz determinism audit licences checkers lint types format bench clean

site: $(READY)
	$(BIN)/briefgen build
	@echo 'The sample site is in site/, and up to date. A clone brings it along: files that are right already count as unchanged.'
	@echo 'To see it in a browser, run make serve and open the address that it prints.'

serve: $(READY)
	$(BIN)/briefgen serve

test: $(READY) lint types
	$(BIN)/pytest

# The tests that depend on libraries, with the oldest and with the newest versions that pyproject.toml allows of what briefgen
# runs with. The tools of the tests are those of constraints.txt. Browsers are left to `make test`. Hostile inputs are tried with
# the newest versions too: a new parser or sanitiser may let through what the tested one stops.
LIBRARY_TESTS := $(wildcard $(patsubst %,tests/*/test_%.py,archived build cli cluster containers editions environment feeds frontmatter golden \
	html images layouts linkcheck links locales markup preview report sample schema search settings structured workers))
HOSTILE_TESTS := $(wildcard tests/attacks/test_hostile*.py)
EXTRAS := [brotli,dask,email,html,images,import,links,rst,search]
LOCKED := $(foreach extra,brotli dask email html images import links rst search,--extra $(extra))
RUN_TIME := .$(EXTRAS)

test-oldest: $(VENV)/oldest/.ready
	$(VENV)/oldest/bin/pytest -m 'not browser' $(LIBRARY_TESTS)

test-newest: $(VENV)/newest/.ready
	$(VENV)/newest/bin/python -m pip install --quiet --disable-pip-version-check --upgrade --upgrade-strategy eager --editable '$(RUN_TIME)'
	$(VENV)/newest/bin/pytest -m 'not browser' $(LIBRARY_TESTS) $(HOSTILE_TESTS)

# The wheel in an environment that pip fills from requirements.txt: a file whose hash is not in it is refused, and all that the
# wheel and its extras need is there. What it builds is the sample site, byte by byte.
test-locked: $(READY) $(VENV)/locked/.ready
	rm -rf $(VENV)/locked/dist
	$(BIN)/python tools/package.py $(VENV)/locked/dist
	$(VENV)/locked/bin/python -m pip install --quiet --disable-pip-version-check --no-index --force-reinstall --no-deps $(VENV)/locked/dist/*.whl
	$(VENV)/locked/bin/python -m pip install --quiet --disable-pip-version-check --no-index "$$(echo $(VENV)/locked/dist/*.whl)$(EXTRAS)"
	cd $(VENV)/locked && bin/briefgen --version && bin/briefgen build --no-cache --source ../.. --output $(CURDIR)/$(VENV)/locked/site
	diff --recursive site $(VENV)/locked/site

# The wheel and the source archive, in dist/: the same sources give the same bytes.
wheel: $(READY)
	$(BIN)/python tools/package.py

# Inputs without end for SECONDS each, and every fault of a crash: for a machine with nothing else to do.
SECONDS ?= 300
fuzz: $(READY)
	for target in front-matter body capture container page; do $(BIN)/python -m tests.fuzz $$target $(SECONDS) || exit 1; done
	BRIEFGEN_ATTACK_ALL=1 $(BIN)/pytest tests/attacks/test_crashes.py tests/attacks/test_server_attacks.py tests/attacks/test_hostile_captures.py

# The same bytes by another version of Python: make determinism OTHER=python3.13
OTHER ?= python3.13
determinism: $(READY)
	$(OTHER) -m venv $(VENV)/other
	$(VENV)/other/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[brotli,html,email,images,import,links,search]'
	BRIEFGEN_OTHER_PYTHON=$(CURDIR)/$(VENV)/other/bin/python $(BIN)/pytest -n0 tests/laws/test_determinism.py -k another_version

# requirements.txt anew, after a change of constraints.txt or of the dependencies: what briefgen runs with, on every system and
# with every version of Python that is supported, with the hashes of all files of these versions.
lock: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.5'
	$(BIN)/uv pip compile pyproject.toml $(LOCKED) --constraint constraints.txt --universal --python-version 3.11 --generate-hashes \
		--upgrade --no-annotate --custom-compile-command 'make lock' --quiet --output-file requirements.txt

# The weights of the import anew, after a change of its features or of the captures that they are fitted on: some ten minutes.
fit: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'numpy>=2' 'scipy>=1.14'
	$(BIN)/python tools/fit_import.py --write
	$(BIN)/python tools/fit_states.py --write --held

# Known holes of the exact versions in constraints.txt; asks the network.
audit: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip --strict

# The licences of all that is pinned, and the bill of materials of what is locked.
licences: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt 'cyclonedx-python-lib[json-validation]>=11.12,<12'
	$(BIN)/python tools/licences.py
	$(BIN)/python tools/bom.py

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

$(VENV)/locked/.ready: requirements.txt
	$(PYTHON) -m venv --clear $(VENV)/locked
	$(VENV)/locked/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --requirement $<
	touch $@

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -m compileall -q briefgen
	touch $(READY)
