# Everything runs in a virtual environment of the project's own; nothing is installed elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: site serve test lint types format bench clean

site: $(READY)
	$(BIN)/briefgen build

serve: $(READY)
	$(BIN)/briefgen serve

test: $(READY) lint types
	$(BIN)/pytest

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

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(READY)
