# Plain words for what one does here. `make run` and `make test` need Python 3.11+ and Node 20+, nothing else.

PORT ?= 8000
PYTHON ?= python3
PYTHON27 ?= python2.7
BIN := .venv/bin
WEB := hub/web
GATES := tests/conformance
SUITE := .autobahn/suite
MUTMUT := .mutants/tool
PEERS_NPM := benchmarks/peers/node_modules/.made
PEERS_PYPI := .bench/python/.made
DEMO := ROOMWIRE_DATABASE_URL=sqlite:///data/demo.sqlite3 ROOMWIRE_BASE_URL=http://127.0.0.1:$(PORT) ROOMWIRE_DEMO=1 \
	ROOMWIRE_SECRET=$$(cat data/demo.secret)
WEB_SOURCES := $(shell find $(WEB)/src $(WEB)/public $(WEB)/messages -type f -not -path "$(WEB)/src/paraglide/*" 2>/dev/null) \
	$(WEB)/index.html $(WEB)/vite.config.ts $(WEB)/project.inlang/settings.json

.PHONY: run test short test-all ready everything timed page-tests ci check autobahn format web types browser lock clean python27 \
	node20 faults figures mutants mutants-changed planted conformance sentences bench fuzz audit

# Python keeps what it compiled, also where the surroundings say otherwise: the suite starts many processes.
unexport PYTHONDONTWRITEBYTECODE

run: .venv/.app $(WEB)/dist/index.html  ## the demo school on http://127.0.0.1:8000
	@mkdir -p data
	@test -s data/demo.secret || (umask 077; $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))' > data/demo.secret)
	@$(DEMO) $(BIN)/python -m hub demo --talk
	@echo "Serving; what would have been sent is on http://127.0.0.1:$(PORT)/dev/outbox. Ctrl-C ends it."
	@$(DEMO) $(BIN)/python -m hub serve --port $(PORT)

ready: .venv/.dev $(WEB)/dist/index.html browser

SHORT := -m short --hypothesis-profile=short
# Tests of a hub wait more than they work: two processes a core.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(2 * (os.cpu_count() or 1))')

test: ready  ## what every change needs, with real servers and a real browser: minutes
	@$(MAKE) --no-print-directory -j 2 short page-tests
	@echo "That was the short suite. The rest: make test-all (simulations, both databases for everything, the page in"
	@echo "all widths, conformance, rules broken on purpose), make figures (how long things take), make ci (all a change"
	@echo "has to pass). docs/testing.md says what each finds."

# Its files stand in memory where there is room: what a disk has to do with it, `make everything` shows on a disk.
ROOM_KB := 3000000
IN_MEMORY := $(shell test -w /dev/shm && df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > $(ROOM_KB) {print "TMPDIR=/dev/shm"}')

short:
	$(IN_MEMORY) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(SHORT)

test-all: ready page-tests everything conformance mutants-changed  ## everything there is, but figures: hours

# Simulations work more than other tests: three processes for two cores.
MANY ?= $(shell $(PYTHON) -c 'import os; print(max(2, 3 * (os.cpu_count() or 1) // 2))')

everything:
	$(BIN)/python -m pytest -n $(MANY) --dist worksteal -m "not figures"

page-tests: $(WEB)/node_modules/.made
	cd $(WEB) && npm test

timed:
	$(BIN)/python -m pytest -m figures

ci: check ready page-tests everything timed conformance  ## what a change has to pass; mutants do not fit

check: .venv/.dev $(WEB)/node_modules/.made  ## format, lint, types, floors, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports
	cd $(WEB) && npm run format:check && npm run check
	cd $(WEB) && npm run types -- --check
	@$(BIN)/python -m tests.mutants --newer

autobahn: python27 .venv/.dev $(SUITE)/.made  ## the socket against the Autobahn test suite, beside the library it rests on
	@$(BIN)/python -m tests.autobahn --python $(PYTHON27)

format: .venv/.dev $(WEB)/node_modules/.made  ## let the formatters write
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	cd $(WEB) && npm run format

web: $(WEB)/dist/index.html  ## build the web app

types: .venv/.dev $(WEB)/node_modules/.made  ## write the page's types of frames and endpoints from the hub's own declarations
	cd $(WEB) && npm run types

sentences: .venv/.dev  ## bring the catalogs of sentences up to date with the code; what is new waits for its translation
	$(BIN)/python -m tests.sentences

RUNS ?= 8
SEED ?= 1

faults: .venv/.dev  ## RUNS=n SEED=s: devices talk while hubs, databases and links are harmed, and nothing may be lost
	$(BIN)/python -m tests.faults --runs $(RUNS) --seed $(SEED)

JOBS ?= 1

mutants: .venv/.dev $(MUTMUT)/.made  ## JOBS=n: every rule is broken line by line, and a test has to notice; docs/mutants.md
	@$(BIN)/python -m tests.mutants --jobs $(JOBS)

mutants-changed: .venv/.dev $(MUTMUT)/.made  ## JOBS=n: only the rules that are newer than their recorded run
	@$(BIN)/python -m tests.mutants --jobs $(JOBS) --changed

planted: ready  ## bugs on purpose, and a short test that finds each; docs/testing.md
	@$(BIN)/python -m tests.planted

figures: ready  ## how long things take, held against their bounds and kept in docs/figures.md
	@$(BIN)/python -m tests.figures

ROUNDS ?= 7
SECONDS ?= 4
PEERS ?=

bench: .venv/.dev  ## ROUNDS=n SECONDS=s PEERS="hub ws …": our hub beside others, into benchmarks/RESULTS.md; needs gcc
	@$(MAKE) --no-print-directory --keep-going $(PEERS_NPM) $(PEERS_PYPI) || echo "What could not be installed is not measured." >&2
	@$(BIN)/python -m benchmarks.peers --rounds $(ROUNDS) --seconds $(SECONDS) $(if $(PEERS),--peers $(PEERS))

conformance: .venv/.dev $(GATES)/node_modules/.made  ## against what others wrote: Postfix, Exim, OpenSMTPD, Twilio's API, a push service
	@sh $(GATES)/postfix.sh
	$(BIN)/python -m pytest $(GATES)

EXAMPLES ?= 20

fuzz: .venv/.dev .audit/.made  ## EXAMPLES=n SEED=s: schemathesis against the hub's own document, as each kind of person
	@$(BIN)/python -m tests.fuzz --examples $(EXAMPLES) --seed $(SEED)

audit: .venv/.dev .audit/.made  ## bandit on our code, and pip-audit on what it is made of, which needs a network
	.audit/bin/bandit -q -c pyproject.toml -r policies channels notifiers hub
	for one in app dev audit; do .audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off \
		-r requirements/$$one.txt || exit 1; done

browser:  ## a Chromium for the tests
	@sh tests/web/chromium.sh

lock: .venv/.dev  ## pin the requirements anew, with hashes and without addresses
	$(PYTHON) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		-q --upgrade requirements/app.in -o requirements/app.txt
	$(PYTHON) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		-q --upgrade requirements/dev.in -o requirements/dev.txt
	$(PYTHON) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		-q --upgrade requirements/mutants.in -o requirements/mutants.txt
	$(PYTHON) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		-q --upgrade requirements/bench.in -o requirements/bench.txt
	$(PYTHON) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		-q --upgrade requirements/audit.in -o requirements/audit.txt

clean:  ## take away what was made here
	rm -rf .venv .autobahn .mutants .bench .audit data $(WEB)/dist $(WEB)/node_modules $(GATES)/node_modules \
		benchmarks/peers/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Roomwire needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/.app: requirements/app.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/app.txt
	@touch $@

.venv/.dev: requirements/dev.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	@touch $@ .venv/.app

python27:
	@$(PYTHON27) -c 'import pip, sys; sys.exit(sys.version_info[:2] != (2, 7))' 2>/dev/null || (echo "The suite needs CPython 2.7 with pip: have python2.7 on the PATH (pyenv: set PYENV_VERSION), or give PYTHON27=…" >&2; exit 2)

$(SUITE)/.made: requirements/autobahn.txt | python27
	rm -rf $(SUITE)
	$(PYTHON27) -m pip install --quiet --disable-pip-version-check --target $(SUITE) -r requirements/autobahn.txt
	@touch $(SUITE)/zope/__init__.py $@

.audit/.made: requirements/audit.txt | .venv/bin/python
	rm -rf .audit
	$(PYTHON) -m venv .audit
	.audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/audit.txt
	@touch $@

$(MUTMUT)/.made: requirements/mutants.txt | .venv/.dev
	rm -rf $(MUTMUT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --target $(MUTMUT) \
		-r requirements/mutants.txt
	@touch $@

$(PEERS_NPM): benchmarks/peers/package-lock.json | node20
	cd benchmarks/peers && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(PEERS_PYPI): requirements/bench.txt | .venv/.dev
	rm -rf .bench/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --target .bench/python \
		-r requirements/bench.txt
	@touch $@

node20:
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || (echo "Roomwire needs Node 20 or newer." && false)

$(GATES)/node_modules/.made: $(GATES)/package-lock.json | node20
	cd $(GATES) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(WEB)/node_modules/.made: $(WEB)/package-lock.json | node20
	cd $(WEB) && npm ci --no-audit --no-fund
	@touch $@

$(WEB)/dist/index.html: $(WEB)/node_modules/.made $(WEB_SOURCES)
	cd $(WEB) && npm run build
