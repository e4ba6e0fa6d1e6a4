# 新城杯 · Xincheng Cup. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run show serve check test test-long bench pictures lint format catalogues lock runtime tests-ready

PYTHON_OF_VENV := .venv/bin/python

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: runtime ## Start with the demonstration contest: builds what is missing, prints addresses and sign-ins
	@$(PYTHON_OF_VENV) -m app serve --demo

serve: runtime ## Start a real installation, without demonstration data
	@$(PYTHON_OF_VENV) -m app serve

show: runtime ## Beside `make run`: 200 simulated members for two minutes, so that the board moves
	@$(PYTHON_OF_VENV) -m app show

check: tests-ready ## The first minute of the tests: lint, types, floors, pure rules
	@$(PYTHON_OF_VENV) -m tests.lanes lint types floors pure

test: tests-ready ## Every lane, with seconds and counts
	@$(PYTHON_OF_VENV) -m tests.lanes

test-long: tests-ready ## The big counts, after every other lane
	@$(PYTHON_OF_VENV) -m tests.lanes --all long

bench: tests-ready ## Measure everything: answers, rushes, streams, boards, memory (an hour; two quiet cores)
	@$(PYTHON_OF_VENV) -m benchmarks $(ARGS)

pictures: tests-ready ## Make the README's pictures with the project itself
	@$(PYTHON_OF_VENV) -m docs.pictures.make

lint: tests-ready ## Look for what is wrong, change nothing
	@$(PYTHON_OF_VENV) -m tests.lanes lint types

format: tests-ready ## Put the code in the one form
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

catalogues: tests-ready ## Collect the sentences into the English catalogue
	@mkdir -p build
	@.venv/bin/pybabel -q extract -F pyproject.toml -k N_ -k translate:2 --no-location --sort-output -o build/messages.pot app
	@test -f app/locale/en/LC_MESSAGES/messages.po || .venv/bin/pybabel -q init -l en -d app/locale -i build/messages.pot
	@.venv/bin/pybabel -q update -l en -d app/locale -i build/messages.pot --no-fuzzy-matching --ignore-obsolete

lock: ## Resolve the requirements again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes -q pyproject.toml -o requirements/runtime.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes -q -c requirements/runtime.txt --group pyproject.toml:test -o requirements/test.txt

runtime:
	@requirements/environment.sh runtime

tests-ready:
	@requirements/environment.sh test
