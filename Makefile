# The commands a person needs. Each makes its own environment first, so there is nothing to install by hand
# but Python 3.11 or newer.

# The first Python that is new enough; failing that any `python3`, so that the set-up can say what is wrong.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; exit; fi; done; echo python3)
SETUP = command -v $(PYTHON) >/dev/null || { echo "LEAP needs Python 3.11 or newer, and there is no $(PYTHON) here. Install it first."; exit 1; }; \
	$(PYTHON) leap/local/bootstrap.py
LEAP = .venv/bin/python -m leap.local

.PHONY: help setup run reset test test-faults lint figures shots pins

help:
	@echo "make run       start LEAP with invented people (make run PORT=8123 picks the port)"
	@echo "make reset     forget the local data"
	@echo "make test      every check and test, of the long ones a share (all: make test WHOLE=1)"
	@echo "make test-faults  the long fault tests: brokers, workers and mail servers are broken"
	@echo "make lint      only the quick checks"
	@echo "make figures   measure LEAP against its own promises"
	@echo "make shots     take a picture of every page"
	@echo "make setup     only make the environment in .venv"
	@echo "make pins      renew the pinned requirements from requirements/*.in"

setup:
	@$(SETUP) embedded

run: setup
	@$(LEAP) run $(if $(PORT),--port "$(PORT)")

reset:
	@$(SETUP) embedded
	@$(LEAP) reset

test:
	@$(SETUP) dev
	@$(LEAP) test $(if $(WHOLE),--whole) $(TESTS)

test-faults:
	@$(SETUP) dev
	@LEAP_FAULTS=1 $(LEAP) test $(or $(TESTS),tests/faults)

lint:
	@$(SETUP) dev
	@$(LEAP) lint

figures:
	@$(SETUP) dev
	@$(LEAP) figures $(FIGURES)

shots:
	@$(SETUP) dev
	@$(LEAP) shots $(SHOTS)

pins:
	@$(SETUP) dev
	@.venv/bin/python -m leap.local.pins
