# `make book` on a fresh machine is enough: the first target sets up .venv.

VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
SUPPLY := _build/supply/.ready
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := book
.DELETE_ON_ERROR:
.PHONY: book pdf quality sbom licences vulnerabilities test thorough check format serve refresh audit example mutate sweep fuzz faults plausible picture bench draft-bench reference i18n lab lab-test lock lock-npm env ci clean help

help:       ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' Makefile

book: $(READY)      ## build the site into _build/html
	$(BIN)/handbook build

pdf: $(READY)       ## print the book to _build/handbook.pdf
	$(BIN)/handbook build
	$(BIN)/handbook pdf

# The order is that of the collection, which conftest.py begins with the long files.
test: $(READY)      ## run tests, doctests and every chapter against its stored outputs
	$(PYTEST) --nbval --nbval-current-env -n logical --dist loadfile --no-loadscope-reorder tests src $(wildcard book)

thorough: $(READY)  ## read every page and chapter, where `make test` reads some of each kind
	HANDBOOK_THOROUGH=1 $(PYTEST) -n logical --dist loadfile tests/browser tests/audit/test_chapters_need.py tests/book/test_newer_tables.py tests/figures/test_same_bytes.py tests/publish/test_build.py tests/tools/test_mutate.py

check: $(READY)     ## lint, formatting, types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/yamllint --strict .github
	$(BIN)/zizmor --offline --quiet .github

format: $(READY)    ## put code into the one format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lab: $(READY)       ## open the chapters in JupyterLab
	$(BIN)/jupyter lab

lab-test: $(READY)  ## change a chapter in JupyterLab, run it, see its chart change; pictures in _build/lab
	$(BIN)/python -m tools.lab

sweep: $(READY)     ## give every table newer, ragged data; print sentences that join two periods
	$(BIN)/python -m tools.sweep

serve: $(READY)     ## show the built site on localhost
	$(BIN)/handbook serve

refresh: $(READY)   ## execute the chapters and store their outputs in place
	$(BIN)/handbook refresh

audit: $(READY)     ## print every verdict
	$(BIN)/handbook audit

example: $(READY)   ## build and test the book on two statistical bulletins in examples/
	$(MAKE) --no-print-directory -C examples/statistics-2022 book test

mutate: $(READY)    ## change every numeric cell of every table; write docs/mutation.md
	$(BIN)/python -m tools.mutate

fuzz: $(READY)      ## give every table what no table should have, read random bytes and cells; write docs/reliability.md
	$(BIN)/python -m tools.fuzz
	$(PYTEST) tests/tables -k "any_form or no_bytes or no_cells or damaged or frictionless_finds" --hypothesis-profile fuzz

plausible: $(READY) ## plant slips in every table, see which are told; write docs/reliability.md
	$(BIN)/python -m tools.plausible

faults: $(READY)    ## end builds in every way, see what is left of the site; write docs/reliability.md
	$(BIN)/python -m tools.faults

picture: book       ## draw the README's picture from the built site
	$(BIN)/python -m tools.picture _build/html docs/picture.png

bench: $(READY)     ## measure the handbook beside other publishers; write docs/benchmarks.md and docs/scaling.md
	$(BIN)/python -m tools.bench

draft-bench: $(READY) ## measure `handbook draft` on texts with keys; write docs/draft.md (HANDBOOK_REPORT for the report)
	$(BIN)/python -m tools.draft_bench

reference: $(READY)  ## write docs/quantities-reference.md and docs/helpers-reference.md
	$(BIN)/python -m tools.reference

quality: $(READY)   ## measure the site with axe, Lighthouse and Nu; write docs/site-quality.md (Node 20, Java 17)
	$(BIN)/handbook build
	mkdir -p _build/quality && cp tools/npm/package.json tools/npm/package-lock.json _build/quality/
	npm ci --silent --ignore-scripts --no-audit --no-fund --prefix _build/quality
	$(BIN)/python -m tools.quality

sbom: $(SUPPLY)     ## write software bills of materials of what is locked to _build/sbom (Node 20)
	PYTHONPATH=src _build/supply/bin/python -m tools.sbom

licences: sbom      ## hold the licences of what is locked against pyproject.toml; write docs/licences.md
	$(BIN)/python -m tools.licences

vulnerabilities: $(SUPPLY) ## ask public databases what is known against what is locked
	$(BIN)/python -m tools.vulnerabilities

lock: $(READY)      ## write requirements.lock and tools/supply.lock from pyproject.toml (newer versions: make lock UPGRADE=--upgrade)
	$(BIN)/uv pip compile pyproject.toml --output-file requirements.lock --quiet \
	  --universal --all-extras --generate-hashes $(UPGRADE) --no-annotate \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
	$(BIN)/uv pip compile --group supply --output-file tools/supply.lock --quiet \
	  --universal --generate-hashes $(UPGRADE) --no-annotate \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

lock-npm:           ## write tools/npm/package-lock.json from the package.json beside it (Node 20)
	npm install --silent --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund --prefix tools/npm

i18n: $(READY)      ## bring the catalogues of all languages up to date; say what is translated
	$(BIN)/python -m tools.i18n

env: $(READY)       ## write environment.yml from pyproject.toml
	$(BIN)/python -m tools.environment pyproject.toml > environment.yml.new
	mv environment.yml.new environment.yml

ci:         ## what CI runs: install browser and font if missing, allow no skipped test
	.ci/run

clean:      ## remove what was built; keep the environment
	rm -rf _build .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find src tests -name __pycache__ -prune -exec rm -rf {} +

# What looks at the locks, outside of the environment that it looks at.
$(SUPPLY): tools/supply.lock | $(READY)
	$(BIN)/python -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/supply.lock
	touch $@

# The environment: exactly requirements.lock, by hash, and the handbook itself.
# uv comes from the lock too. It asks the package index that pip is set to ask and
# trusts the certificates that the system trusts; where it fails all the same, pip installs.
$(READY): requirements.lock pyproject.toml
	@set -eu; \
	if [ -e $(VENV)/bin/python ] && ! $(VENV)/bin/python -m pip --version >/dev/null 2>&1; then rm -rf $(VENV); fi; \
	if [ ! -e $(VENV)/bin/python ]; then \
	  for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	  done; \
	  if [ -z "$${found:-}" ]; then \
	    echo "The handbook needs Python 3.11 or newer; none of python3.13, python3.12, python3.11, python3 is one." >&2; \
	    echo "Install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; \
	  fi; \
	  if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "$$found cannot create environments. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	  fi; \
	  echo "Creating $(VENV) with $$("$$found" --version) ..."; \
	  "$$found" -m venv $(VENV); \
	fi; \
	if [ ! -w "$${XDG_CACHE_HOME:-$${HOME:-/nonexistent}}" ]; then export PIP_NO_CACHE_DIR=1; : "$${UV_CACHE_DIR:=$$PWD/$(VENV)/.uv-cache}"; export UV_CACHE_DIR; fi; \
	if [ -z "$${UV_DEFAULT_INDEX:-}" ]; then \
	  index=$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null || true)}; \
	  if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; \
	fi; \
	awk '/^[^ ]/ {keep = /^uv==/} keep' requirements.lock > $(VENV)/uv.lock; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.lock; \
	if $(BIN)/python -c 'import os, ssl, sys; p = ssl.get_default_verify_paths(); sys.exit(not (p.cafile or p.capath and os.listdir(p.capath)))'; \
	then : "$${UV_SYSTEM_CERTS:=1}"; export UV_SYSTEM_CERTS; fi; \
	export VIRTUAL_ENV="$$PWD/$(VENV)"; \
	$(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode requirements.lock \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .; \
	$(BIN)/python -m compileall -q src tools; \
	rm -rf $(VENV)/.uv-cache; \
	touch $@
