# Everything runs inside .venv, which the first target that needs it makes. `make help` lists the targets.
# `make test` runs all tests without services, and then once more on Redis and PostgreSQL what crosses
# processes (tests/services.py); a part that fails stops no other. `make test-fast` runs the quick ones.
# Knobs: PORT, PYTHON, TORCH_INDEX, PYTEST_ARGS, DATA; see docs/deployment.md.

PORT ?= 8000
PY := .venv/bin/python
# The stamps carry the checksum of what is installed: a change installs again, a touched file does not.
PINS := $(shell cat pyproject.toml requirements.lock | cksum | cut -d' ' -f1)
RUN_READY := .venv/.ready-run-$(PINS)
DEV_READY := .venv/.ready-dev-$(PINS)
# MediaPipe's own library, which is only compared, and reports its use: apart from what serves.
MEDIAPIPE := .venv-mediapipe
MEDIAPIPE_READY := $(MEDIAPIPE)/.ready-$(PINS)
PIP_INSTALL := $(PY) -m pip install -qq --prefer-binary --disable-pip-version-check
# What serving needs, each at the one version and by the hashes in requirements.lock.
INSTALL_LOCKED := $(PIP_INSTALL) --require-hashes --no-deps -r requirements.lock
# Translations that changed since they were last compiled.
COMPILE_MESSAGES := $(PY) -m tutor.ops.catalogues
# The folder of the collections of faces, for `make tables`; without it nothing is trained.
DATA ?= data
# Where plain pip would bring a CUDA build of torch, name the index of the CPU builds here.
TORCH_INDEX ?=
TORCH_FROM := $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))

# Real processes, which are killed: they need the machine to themselves.
ALONE := tests/reliability
# Rules of teaching meet no database and no Redis: once is enough.
PURE := tests/tutor/domain
# What crosses processes: once more on Redis and PostgreSQL.
CROSSING := $(addprefix tests/e2e/test_,the_loop.py class.py boards.py marked_frame.py no_trace.py)
# Two at a time, and the words of each together where this make can.
SIDE_BY_SIDE := -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
WITHOUT_SERVICES := env -u DATABASE_URL -u REDIS_URL
PYTEST := $(WITHOUT_SERVICES) $(PY) -m pytest

export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help run install install-dev test test-needs test-fast test-long test-unit test-browser test-alone test-services lint lint-style lint-types lint-product format messages lock bench tables parity device device-parity demo-class clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

run: $(RUN_READY) ## install, migrate, load the demo and serve it at http://localhost:8000
	@$(COMPILE_MESSAGES)
	@$(PY) manage.py run_demo --port $(PORT)

install: $(RUN_READY) ## install what serving needs (no torch)

install-dev: $(DEV_READY) ## install what tests and training need as well

test: test-needs ## install what tests need, a browser included, and run them all
ifdef PYTEST_ARGS
	$(PYTEST) $(PYTEST_ARGS)
else
	@$(MAKE) --no-print-directory --keep-going -j1 test-unit test-browser test-alone test-services || \
		{ echo "Tests failed: the lines above that begin with make[1]: *** name the parts." >&2; exit 1; }
endif

test-needs: $(DEV_READY)
	@$(PY) -m tests.e2e.browser install
	@$(PY) -m tests.peers

test-fast: $(DEV_READY) ## run what needs no browser, process, service or training, and is quick
	$(PYTEST) -n 2 --dist worksteal --fast tests

test-long: test-needs ## run what waits long for rare cases, and what needs Firefox or WebKitGTK where they are installed
	$(PYTEST) -n 2 --dist worksteal -m long tests

test-unit: $(DEV_READY)
	$(PYTEST) -n 2 --dist worksteal tests --ignore=tests/e2e --ignore=$(ALONE)

test-browser: $(DEV_READY)
	$(WITHOUT_SERVICES) $(PY) -m tests.second_try -n 2 --dist worksteal tests/e2e

test-alone: $(DEV_READY)
	$(WITHOUT_SERVICES) $(PY) -m tests.second_try $(ALONE)

test-services: $(DEV_READY)
	$(PY) -m tests.services tests.second_try -n 2 --dist worksteal tests/tutor --ignore=$(PURE)
	$(PY) -m tests.services tests.second_try -n 2 --dist worksteal $(CROSSING)

lint: $(DEV_READY) ## style, types, migrations, production checks
	@$(MAKE) --no-print-directory --keep-going $(SIDE_BY_SIDE) lint-types lint-product lint-style

lint-style: $(DEV_READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	$(PY) -m tools.untranslated
	$(PY) -m tools.messages --check
	.venv/bin/biome lint --error-on-warnings

lint-types: $(DEV_READY)
	DATABASE_URL=sqlite://:memory: $(PY) -m mypy content emotion tutor

lint-product: $(DEV_READY)
	DATABASE_URL=sqlite://:memory: $(PY) manage.py makemigrations --check --dry-run
	tools/check-production.sh $(PY)
	tools/check-secrets.sh
	$(PY) tools/audit.py
	$(PY) -m tools.fits
	$(PY) tools/lock.py --check
	$(PY) tools/tables.py --check
	$(PY) -m tools.paper_tables results docs/results.md --check
	$(PY) -m tools.card results docs/models/emotion.md --check
	$(PY) tools/scaling_tables.py --check

format: $(DEV_READY) ## put the code in the shape that lint asks for
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

messages: $(DEV_READY) ## take new texts into the catalogues of translations, and drop those that are gone
	$(PY) -m tools.messages
	$(COMPILE_MESSAGES)

lock: $(DEV_READY) ## resolve what serving needs anew, within pyproject's ranges, into requirements.lock
	$(PY) tools/lock.py

bench: $(DEV_READY) ## measure, and write the figures to results/
	@mkdir -p results
	@$(PY) -m tests.e2e.browser install
	$(PY) manage.py benchmark_emotion --json results/benchmark_emotion.json
	env -u DATABASE_URL -u REDIS_URL $(PY) -m pytest -m bench --results results
	$(PY) -m tests.services pytest -m bench --results results tests/tutor/test_report_speed.py tests/e2e/test_live_class.py
	$(PY) tools/capacity.py --bars --json results/capacity_bars.json
	$(PY) tools/capacity.py --json results/capacity.json
	$(PY) tools/hot_path.py --json results/unit_costs.json
	$(PY) tools/measure_import.py --json results/import_speed.json
	$(PY) tools/measure_stores.py --json results/stores.json
	$(PY) tools/measure_help.py --json results/what_helps.json
	$(PY) tools/tables.py
	$(PY) tools/scaling_tables.py

tables: $(DEV_READY) ## train and measure designs that are missing (DATA=DIR), and write all tables from results/
	$(PY) manage.py compare_designs --data $(DATA)
	$(PY) -m tools.paper_tables results docs/results.md
	$(PY) tools/tables.py
	$(PY) -m tools.card results docs/models/emotion.md
	$(PY) tools/scaling_tables.py

parity: $(DEV_READY) $(MEDIAPIPE_READY) ## compare the face finder with MediaPipe's own library (DATA=DIR), which is installed apart
	$(PY) -m emotion.training.runs.parity --data $(DATA) --library $(MEDIAPIPE)/bin/python --json results/finder_parity.json

device: $(RUN_READY) ## get what browsers read faces with (CAMERA_READS=device or auto), from the npm registry by hash
	@$(PY) -m emotion.device $${DEVICE_FILES:-var/device} $(if $(NPM_CONFIG_REGISTRY),--registry $(NPM_CONFIG_REGISTRY))

device-parity: $(DEV_READY) ## read 500 clips by a worker and in Chromium, and say how far they differ (DATA=DIR)
	$(PY) tools/device_parity.py --data $(DATA) --recordings $(DATA)/webcam --json results/device_parity.json

demo-class: $(RUN_READY) ## let 12 simulated students learn for 5 minutes in the demo that `make run` serves
	$(PY) manage.py simulate_class --students 12 --fps 2 --seconds 300 --url http://localhost:$(PORT)

clean: ## remove what the targets made, except the demo's data in var/
	rm -rf .venv $(MEDIAPIPE) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache screenshots staticfiles *.egg-info

$(PY):
	@tools/prepare.sh environment

$(RUN_READY): | $(PY)
	@echo "Installing what Attune needs; the first time this takes a minute or two."
	@$(INSTALL_LOCKED)
	@$(PIP_INSTALL) --no-deps -e .
	@$(COMPILE_MESSAGES)
	@touch $@

$(MEDIAPIPE_READY): | $(PY)
	@$(PY) -m venv $(MEDIAPIPE)
	@$(MEDIAPIPE)/bin/python -m pip install -qq --prefer-binary --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(MEDIAPIPE)/bin/python -m pip install -qq --prefer-binary --disable-pip-version-check -e '.[mediapipe]'
	@touch $@

$(DEV_READY): | $(PY)
	@tools/prepare.sh test-libraries
	@echo "Installing what the tests need, torch included; the first time this takes some minutes."
	@$(INSTALL_LOCKED)
	@$(PIP_INSTALL) $(TORCH_FROM) -e '.[dev]'
	@$(COMPILE_MESSAGES)
	@touch $@ $(RUN_READY)
