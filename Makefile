# make demo   sets itself up, then plays the main job in demo/
# make test   sets itself up, then formatter check, linter, types, tests
# make soak   kills, damages and races the store much longer than make test does, and tries
#             the properties on other examples each time
# make bench  prints how fast it is, as ratios against what one would use instead
# Everything stays inside this folder: .venv/ and demo/.

PYTHON ?= python3
VENV := .venv
SOURCES := $(shell find engine projections exporters cli -type f -not -name '*.pyc') README.md LICENSE

.PHONY: demo test soak bench format clean

demo: $(VENV)/.installed
	@rm -rf demo
	@$(VENV)/bin/travaux demo demo

test: $(VENV)/.installed
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/pytest --numprocesses 2

soak: $(VENV)/.installed
	TRAVAUX_KILLS=2000 TRAVAUX_DAMAGES=2000 TRAVAUX_RACES=1000 $(VENV)/bin/pytest tests/test_crash.py tests/test_damage.py tests/test_growth.py tests/test_private.py tests/test_at_once.py
	TRAVAUX_EXAMPLES=soak $(VENV)/bin/pytest $$(grep -l 'from hypothesis' tests/test_*.py)

bench: $(VENV)/.installed
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt '.[bench]' --no-build-isolation
	@$(VENV)/bin/python tests/bench.py

format: $(VENV)/.installed
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

# What is tested is what is installed: the package itself is built and put into .venv, anew only
# when a file of it has changed; its dependencies only when their pins have.
$(VENV)/.installed: $(VENV)/.dependencies $(SOURCES)
	@$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation --force-reinstall .
	@touch $@

$(VENV)/.dependencies: pyproject.toml constraints.txt
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is %d.%d" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt hatchling
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-build-isolation '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) demo
