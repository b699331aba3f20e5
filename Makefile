# make run   — start the app on the embedded database; your browser shows the rest
# make check — lint, types, import contracts, and the tests that need no browser, no started app and no database server
# make test  — as make check, and PostgreSQL, the app in real processes and Chromium; the longest tests in part
# make test-all — every test with all its examples, kills and mutations
# make attack — attacks on a running app, alone
# make mutate — small mistakes made in the domain's code, drawn by a seed: which do its own tests notice?
# make lock  — the locks anew from pyproject.toml; versions stay where they can (newer ones: make lock UPGRADE=--upgrade)
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# A file's tests stay together and in order: some live through one practice from set-up on.
SIDE_BY_SIDE = -n auto --maxprocesses 4 --dist loadfile

.PHONY: run test test-all attack check lint chromium bench bench-scale bench-load bench-detect durability mutate lock clean

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

test: lint chromium
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-all: lint chromium
	ALLIANCE_TESTS=all $(BIN)/python -m pytest $(SIDE_BY_SIDE)

check: lint
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not browser and not started and not server"

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		(apt-get update -qq && apt-get install -y -qq chromium >/dev/null) || echo "Chromium is missing: browser tests will fail."

# The attack suite alone, with every mutation: ends in “N passed, 0 failed”.
attack: $(VENV)/dev
	@ALLIANCE_TESTS=all $(BIN)/python -m pytest tests/attacks --no-header -p no:cacheprovider

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

# All the domain; fewer at a time: make mutate MUTANTS="--mutants 40 --packages therapy" (python -m benchmarks.mutants --help).
mutate: $(VENV)/dev
	nice $(BIN)/python -m benchmarks.mutants --seed 1 --mutants 200 $(MUTANTS)

# For every Python from 3.11 on and every system; lines name no index.
LOCK = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --annotation-style line \
	--custom-compile-command "make lock" --quiet $(UPGRADE)

lock: $(VENV)/dev
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
