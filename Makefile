# Thin lines: what each command does is in the package. `make run` and `make test` need Python 3.11 and nothing else.

PYTHON ?= python3
BIN = .venv/bin
VENDOR = atenda/ui/static/vendor/icons.json
PAGES = atenda/static/staticfiles.json
DJANGO = $(BIN)/django-admin
export DJANGO_SETTINGS_MODULE = atenda.settings
export PIP_DISABLE_PIP_VERSION_CHECK = 1
unexport PYTHONDONTWRITEBYTECODE  # every process of Atenda would compile all its modules anew

.PHONY: run test check fmt bench soak setup requirements translations clean

run: setup
	@exec $(BIN)/atenda serve --demo-if-empty

test: .venv/dev check
	$(BIN)/python -m atenda.testing.browser
	$(BIN)/python -m atenda.testing.dovecot
	$(BIN)/pytest -n auto --dist worksteal || $(BIN)/pytest --last-failed --last-failed-no-failures none  # what failed must fail alone, too

check: .venv/dev $(PAGES)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy atenda
	$(BIN)/lint-imports
	$(DJANGO) makemigrations --check --dry-run
	$(BIN)/djlint atenda --lint
	$(BIN)/python atenda/ui/translations.py
	$(BIN)/python tests/checks/links.py

fmt: .venv/dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: .venv/dev $(PAGES)
	$(BIN)/python -m bench

soak: .venv/dev $(PAGES)
	ATENDA_SOAK=1 $(BIN)/pytest -m soak

setup: .venv/base $(PAGES)

# Each stamp stands for one finished step and is made again when what it depends on changes.

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Atenda needs Python 3.11 or later (PYTHON=… make run)."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python's venv is missing: install python3-venv."; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/base: .venv/made requirements/base.txt requirements/setup.txt pyproject.toml
	@echo "Installing what Atenda runs on."
	@$(BIN)/pip install --quiet --require-hashes -r requirements/setup.txt -r requirements/base.txt
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/base requirements/dev.txt
	@echo "Installing what tests and checks need."
	@$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json | .venv/base
	@echo "Fetching styles, scripts and fonts."
	@command -v npm >/dev/null || $(BIN)/pip install --quiet --require-hashes -r requirements/node.txt
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --ignore-scripts --silent
	@touch $@

$(VENDOR): node_modules/.package-lock.json atenda/ui/vendor.py
	@$(BIN)/python atenda/ui/vendor.py
	@touch $@

$(PAGES): .venv/base $(VENDOR) $(shell find atenda -path '*/static/*' -not -path 'atenda/static/*' -type f 2>/dev/null) $(wildcard atenda/locale/*/LC_MESSAGES/*.po atenda/locale/third_party/*/LC_MESSAGES/*.po)
	@echo "Collecting styles, scripts and translations."
	@$(BIN)/python atenda/ui/translations.py --compile
	@$(DJANGO) collectstatic --noinput --clear --verbosity 0 --ignore 'django_htmx/ext*' --ignore 'htm*x-4*' --ignore 'htmx-2.js' --ignore 'django-htmx.js' --ignore 'account/js' --ignore 'mfa/js'
	@touch $@

UV = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make requirements'
requirements: .venv/dev
	$(UV) pyproject.toml -o requirements/base.txt
	$(UV) pyproject.toml --extra dev -c requirements/base.txt -o requirements/dev.txt
	$(UV) requirements/setup.in -o requirements/setup.txt
	$(UV) requirements/node.in -o requirements/node.txt

clean:
	rm -rf .venv node_modules atenda/static atenda/ui/static/vendor atenda/casefiles/fonts
