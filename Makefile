# `make demo`: the best lap per manufacturer of a real race. `make test`: everything, both databases.
PYTHON ?= python3
BIN := .venv/bin
# What pip does for every package but one that is installed with -e.
COMPILED := $(BIN)/python -m compileall -q racedb
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: demo test lint migration score bench faults attacks fuzz guard docs dist clean

# The stamps in .venv record what is installed, so that a second run goes straight to work.
.venv/base: pyproject.toml constraints.txt
	@echo "making .venv and installing racedb into it (a minute, once)"
	@$(PYTHON) -m venv .venv
	@$(PIP) -e .
	@$(COMPILED)
	@touch $@

.venv/test: .venv/base
	@echo "installing what the tests need"
	@$(PIP) -e '.[test]'
	@touch $@

.venv/lint: .venv/test
	@echo "installing the linters"
	@$(PIP) -e '.[test,lint]'
	@touch $@

.venv/docs: .venv/test
	@echo "installing what builds the site"
	@$(PIP) -e '.[test,docs]'
	@touch $@

.venv/fuzz: .venv/test
	@echo "installing the fuzzer"
	@$(PIP) -e '.[test,fuzz]'
	@touch $@

demo: .venv/base
	@$(BIN)/racedb load seeds --db racedb.sqlite
	@$(BIN)/racedb query best-lap-per-manufacturer --db racedb.sqlite
	@echo
	@echo "Try next:"
	@echo "  $(BIN)/racedb list teams"
	@echo "  $(BIN)/racedb query classification spa qualifying"
	@echo "  $(BIN)/racedb load --explain YOUR-FILE"

# Each worker begins with half of the files, so that what a file prepares is prepared once. What is
# compiled is kept: racedb for the processes that tests start, the tests for the next time.
test: .venv/test
	@$(COMPILED)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term

lint: .venv/lint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/yamllint -s -c .yamllint.yaml compose.yaml

# Writes what a changed schema needs: the migration, golden dumps, docs/schema.md. Until the first
# release `make migration` writes the only revision anew; then `make migration M="tyres of a result"`.
M ?=
migration: .venv/lint
	@$(BIN)/python -m tests.db.migration $(M)
	@$(BIN)/ruff format -q migrations

# An extra check for those who have the shared answers beside the repository.
score: .venv/test
	@$(BIN)/python tests/score.py

# Everything that may happen to a command: each statement, each page, many moments. An hour.
faults: .venv/test
	@rm -rf .faults
	@RACEDB_FAULTS=full $(BIN)/python -m pytest -q -n 2 tests/faults
	@$(BIN)/python -m tests.faults.figures

# Hostile statements and servers: seconds, megabytes and exit codes.
attacks: .venv/test
	@$(BIN)/python -m tests.attacks

# Any bytes to every reader, SECONDS for each; continues where it stopped. `make fuzz READER=html`.
READER ?= all
SECONDS ?= 60
fuzz: .venv/fuzz
	@nice $(BIN)/python -m tests.fuzz $(READER) $(SECONDS)

# The table of docs/performance.md: `make bench SIZE=full` takes an hour.
SIZE ?= small
bench: .venv/test
	@$(COMPILED)
	@$(BIN)/python -m benchmarks.run $(SIZE)

# Has racedb become much slower? Processor time of small loads against an import, half a minute.
guard: .venv/test
	@$(COMPILED)
	@$(BIN)/python -m benchmarks.guard

# docs/ as a site in site/, for a browser without a network. A link that leads nowhere fails.
docs: .venv/docs
	@$(BIN)/python -m tests.site

# The files of a release, built twice: both builds must be equal, byte by byte.
dist: .venv/test
	@$(BIN)/python -m tests.dist

clean:
	rm -rf .venv .faults .fuzz dist site racedb.sqlite
