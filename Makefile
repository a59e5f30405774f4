# Everything runs in a virtual environment of the project's own; nothing is installed elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

NU := $(VENV)/checkers/node_modules/vnu-jar/build/dist/vnu.jar

.PHONY: site serve test checkers lint types format bench clean

site: $(READY)
	$(BIN)/briefgen build

serve: $(READY)
	$(BIN)/briefgen serve

test: $(READY) lint types
	$(BIN)/pytest

# The Nu HTML checker, for tests/test_accessibility.py: npm brings it, and it runs in Java.
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

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -m compileall -q briefgen
	touch $(READY)
