# Every target sets up .venv first (bootstrap.py does the work; on Windows call it directly).
PYTHON ?= python3

.PHONY: setup run test test-fast check
setup run test test-fast check:
	$(PYTHON) bootstrap.py $@
