# make run   — start the app on the embedded database; your browser shows the rest
# make test  — everything: lint, types, import contracts, all tests
# make attack — attacks on a running app, alone
# make lock  — the locks anew from pyproject.toml; versions stay where they can (newer ones: make lock UPGRADE=--upgrade)
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# A file's tests stay together and in order: some live through one practice from set-up on.
SIDE_BY_SIDE = -n auto --maxprocesses 4 --dist loadfile

.PHONY: run test attack check bench bench-scale bench-load bench-detect durability lock clean

run: $(VENV)/app
	@$(BIN)/python -m alliance_monitor serve

$(VENV)/app: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Alliance Monitor needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev: requirements-dev.txt $(VENV)/app
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

test: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		(apt-get update -qq && apt-get install -y -qq chromium >/dev/null) || echo "Chromium is missing: browser tests will fail."
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not browser"

# The attack suite alone, with every mutation: ends in “N passed, 0 failed”.
attack: $(VENV)/dev
	@ATTACKS=full $(BIN)/python -m pytest tests/attacks --no-header -p no:cacheprovider

bench: $(VENV)/dev
	$(BIN)/python -m benchmarks.pages

bench-scale: $(VENV)/dev
	$(BIN)/python -m benchmarks.scale --engine sqlite
	$(BIN)/python -m benchmarks.scale --engine postgresql

bench-load: $(VENV)/dev
	$(BIN)/python -m benchmarks.load

bench-detect: $(VENV)/dev
	$(BIN)/python -m benchmarks.detection

durability: $(VENV)/dev
	$(BIN)/python -m benchmarks.durability

# For every Python from 3.11 on and every system; lines name no index.
LOCK = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --annotation-style line \
	--custom-compile-command "make lock" --quiet $(UPGRADE)

lock: $(VENV)/dev
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
