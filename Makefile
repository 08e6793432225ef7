# `make` alone shows what there is. Everything else is in scripts/.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh

PYTHON := .venv/bin/python
SETUP := scripts/python scripts/setup.py
STEP := @scripts/step
# Only what is there: a room that is not built yet must not stop the others.
CODE := $(wildcard rights guide language actions web store cli scripts deploy bench tests)
TYPED := $(wildcard rights guide language actions web store cli scripts deploy)
# Tests that must not run beside each other carry @pytest.mark.xdist_group("...").
PYTEST_ARGS ?= -n 2 --dist loadgroup

export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 2
export OMP_NUM_THREADS := 1
export TF_INTRA_OP_PARALLELISM_THREADS := 1
export TF_INTER_OP_PARALLELISM_THREADS := 1

.PHONY: help start stack test train shell files check fix bench bench-load evaluate lock upgrade mutate clean

help: ## vis denne oversigt
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

start: ## gør alt klar, og start guiden på http://127.0.0.1:8000 (eller GUIDE_PORT)
	$(STEP) 1/6 "Ser efter, om maskinen kan køre guiden" $(SETUP) check
	$(STEP) 2/6 "Henter Python-pakker" $(SETUP) packages
	$(STEP) 3/6 "Bygger sidernes udseende" $(PYTHON) scripts/assets.py
	$(STEP) 4/6 "Lærer at genkende navne" $(PYTHON) -m scripts.names
	$(STEP) 5/6 "Træner sprogforståelsen" $(PYTHON) scripts/train.py
	@echo "[6/6] Starter guiden ..."
	@exec $(PYTHON) scripts/run.py

stack: ## kør guiden, som den køres for mange (docs/drift/udrulning.md), på http://127.0.0.1:8080
	$(STEP) 1/7 "Ser efter, om maskinen kan køre guiden" $(SETUP) check
	$(STEP) 2/7 "Henter Python-pakker" $(SETUP) packages
	$(STEP) 3/7 "Finder PostgreSQL, Redis og nginx" $(SETUP) servers
	$(STEP) 4/7 "Bygger sidernes udseende" $(PYTHON) scripts/assets.py
	$(STEP) 5/7 "Lærer at genkende navne" $(PYTHON) -m scripts.names
	$(STEP) 6/7 "Træner sprogforståelsen" $(PYTHON) scripts/train.py
	@echo "[7/7] Starter guiden ..."
	@exec $(PYTHON) -m deploy up $(STACK_ARGS)

test: ## kør alle prøver, som de køres, før en ændring kommer med
	$(STEP) 1/13 "Ser efter, om maskinen kan køre guiden" $(SETUP) check
	$(STEP) 2/13 "Henter Python-pakker" $(SETUP) packages --dev
	$(STEP) 3/13 "Finder en browser" $(SETUP) browser
	$(STEP) 4/13 "Finder de servere, som prøverne starter" $(SETUP) servers
	$(STEP) 5/13 "Bygger sidernes udseende" $(PYTHON) scripts/assets.py
	$(STEP) 6/13 "Lærer at genkende navne" $(PYTHON) -m scripts.names
	$(STEP) 7/13 "Træner sprogforståelsen" $(PYTHON) scripts/train.py
	$(STEP) 8/13 "Ser koden efter (ruff check)" $(PYTHON) -m ruff check $(CODE)
	$(STEP) 9/13 "Ser efter, om koden er sat op ens (ruff format)" $(PYTHON) -m ruff format --check $(CODE)
	$(STEP) 10/13 "Ser typerne efter (mypy)" $(PYTHON) -m mypy $(TYPED)
	$(STEP) 11/13 "Ser træningsdata efter (rasa data validate)" $(PYTHON) scripts/validate.py
	$(STEP) 12/13 "Prøver vejen gennem Rasa (rasa test)" $(PYTHON) -m scripts.stories
	@echo "[13/13] Kører prøverne (pytest) ..."
	@exec $(PYTHON) -m pytest $(PYTEST_ARGS)

shell: ## tal med guiden gennem Rasa i terminalen (rasa shell)
	$(STEP) 1/4 "Henter Python-pakker" $(SETUP) packages
	$(STEP) 2/4 "Lærer at genkende navne" $(PYTHON) -m scripts.names
	$(STEP) 3/4 "Træner sprogforståelsen" $(PYTHON) scripts/train.py
	@echo "[4/4] Starter rasa shell (skriv /stop for at slutte) ..."
	@$(PYTHON) -m scripts.shell

files: ## skriv det, der følger af kataloget og data/nlu (domain.yml, rules.yml, docs/)
	@$(PYTHON) -m scripts.domain
	@$(PYTHON) -m scripts.docs
	@$(PYTHON) -m language.crisis_training
	@$(PYTHON) -m language.facts_training

train: ## træn sprogforståelsen, hvis noget er ændret
	$(STEP) 1/3 "Henter Python-pakker" $(SETUP) packages
	$(STEP) 2/3 "Skriver domain.yml og data/rules.yml" $(PYTHON) -m scripts.domain
	$(STEP) 3/3 "Træner sprogforståelsen" $(PYTHON) scripts/train.py

check: ## se kun kode og typer efter (hurtigt)
	$(STEP) 1/4 "Henter Python-pakker" $(SETUP) packages --dev
	$(STEP) 2/4 "Ser koden efter (ruff check)" $(PYTHON) -m ruff check $(CODE)
	$(STEP) 3/4 "Ser efter, om koden er sat op ens (ruff format)" $(PYTHON) -m ruff format --check $(CODE)
	$(STEP) 4/4 "Ser typerne efter (mypy)" $(PYTHON) -m mypy $(TYPED)

fix: ## ret det, som ruff selv kan rette
	@$(SETUP) packages --dev
	@$(PYTHON) -m ruff check --fix $(CODE)
	@$(PYTHON) -m ruff format $(CODE)

bench: ## mål hastighed og hukommelse (bench/)
	@$(SETUP) packages --dev
	@$(PYTHON) scripts/train.py
	@exec $(PYTHON) -m bench

bench-load: ## mål svartider under belastning ved siden af Rasas standard (omkring en time; docs/hastighed.md)
	@$(SETUP) packages --dev
	@$(PYTHON) -m scripts.names
	@$(PYTHON) scripts/train.py
	@exec $(PYTHON) -m bench.load

evaluate: ## mål sprogforståelsen på de gemte prøver, og skriv docs/sprogforstaaelse.md
	@$(SETUP) packages --dev
	@$(PYTHON) -m scripts.names
	@exec $(PYTHON) -m bench.language

lock: ## skriv låsefilerne igen efter en ændring i pyproject.toml
	@$(SETUP) lock

upgrade: ## tag de nyeste versioner, som passer sammen, i låsefilerne
	@$(SETUP) lock --upgrade

mutate: ## læg fejl ind i rights/ én ad gangen, og se, om prøverne opdager dem (et kvarter; docs/mutationer.md)
	@$(SETUP) packages --dev
	@rm -rf mutants
	@$(PYTHON) tests/rights/mutation.py
	@$(PYTHON) -m mutmut results

clean: ## slet alt, som kan laves igen (svarene i var/ bliver liggende)
	@rm -rf .venv .tools var/train var/log mutants build *.egg-info .rasa
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov test-results
	@rm -rf models/*.tar.gz models/navne web/static/built web/assets/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
