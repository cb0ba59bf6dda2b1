# `make demo` and `make test` set up everything that they need in $(VENV).
# Another interpreter: make test PYTHON=python3.12 VENV=.venv-3.12

PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?= -n 2
VERSIONS := 3.10 3.11 3.12 3.13

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALLED := $(VENV)/.installed
TEST_INSTALLED := $(VENV)/.installed-for-tests

.PHONY: demo test lint format real-packages bench pages test-all clean

# fix and check exit with 1 where findings are left, as they are in the examples; 2 is a failure.
demo: $(INSTALLED)
	@echo "== bnmigrate fix --diff examples/"
	@$(BIN)/bnmigrate fix --diff examples/ || [ $$? -eq 1 ]
	@echo
	@echo "== bnmigrate fix --diff --to torch examples/mindspore_block.py"
	@$(BIN)/bnmigrate fix --diff --to torch examples/mindspore_block.py || [ $$? -eq 1 ]
	@echo
	@echo "== bnmigrate check examples/"
	@$(BIN)/bnmigrate check examples/ || [ $$? -eq 1 ]

test: lint
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(TEST_INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(TEST_INSTALLED)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Brings the tables about real packages up to date, of docs/real-packages.md and docs/lints.md; a test
# tells when they aren't.
real-packages: $(TEST_INSTALLED)
	$(BIN)/python -m benchmarks.real_packages --write
	$(BIN)/python -m benchmarks.lints --write

# Writes docs/rules/ anew from rules/codes/, and the schema of the settings from the code; a test
# tells when they aren't up to date.
pages: $(TEST_INSTALLED)
	$(BIN)/python -m pytest --quiet tests/test_pages.py tests/test_settings_files.py --update

# Times bnmigrate beside LibCST's parser, grep, TorchFix and PaConvert, which takes an hour, and
# writes the tables of docs/performance.md.
bench: $(TEST_INSTALLED)
	$(BIN)/python -m benchmarks.speed --write

# The tests on every supported Python that this machine has, each in an environment of its own,
# with minutes instead of seconds for the fuzzing of the checkpoint readers, and with all models
# of pytorchcv and timm instead of a sample.
test-all:
	@for version in $(VERSIONS); do \
	    if python$$version --version >/dev/null 2>&1; then \
	        BNMIGRATE_FUZZ_EXAMPLES=3000 BNMIGRATE_WHOLE=1 $(MAKE) test PYTHON=python$$version VENV=.venv-$$version || exit; \
	    else \
	        echo "== Python $$version is not on this machine: not tested"; \
	    fi; \
	done

clean:
	rm -rf .venv .venv-* .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "bnmigrate needs Python 3.10 or later: say make PYTHON=python3.11, for example")'
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable .
	@touch $@

# `pip install --group` came with pip 25.1.
$(TEST_INSTALLED): pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --upgrade "pip>=25.1"
	$(PIP) install --quiet --editable . --group test --group lint --group verify
	@touch $(INSTALLED) $@
