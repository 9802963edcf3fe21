# The two main commands are `make run` and `make test`. Each runs scripts/setup
# first, which does nothing if everything is installed.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test test-quick test-deep lint fmt bench bench-lookups bench-tiles bench-features bench-export world styles fonts thumbnails web clean

# The pinned tools of scripts/tools come before others on PATH.
export PATH := $(CURDIR)/target/tools/bin:$(PATH)
# One profile for everything except the release binary, so that dependencies are built once.
PROFILE := test-fast
LISTEN ?= 127.0.0.1:8080
STAGE := scripts/stage

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/' | column -t -s '|'

setup: ## Install missing system packages, lint and test tools, and the Python environment
	@scripts/setup --all

run: ## Build the release binary and serve the default world on 127.0.0.1:8080 (LISTEN=… for another address)
	@$(STAGE) setup scripts/setup
	@$(STAGE) release cargo build --release --locked
	@exec target/release/riverchief serve --listen $(LISTEN)

test: ## All tests; says how many were skipped, and ends with the summary of the test runner
	@$(STAGE) setup scripts/setup --test --oracle
	@$(STAGE) build-tests cargo nextest run --no-run --workspace --locked --cargo-profile $(PROFILE)
	@$(STAGE) doc-tests cargo test --doc --workspace --locked --profile $(PROFILE)
	@$(STAGE) page-units npm --prefix web run --silent unit
	@$(STAGE) --last tests scripts/run-tests --workspace --locked --cargo-profile $(PROFILE)

test-quick: ## The tests that need no browser, QGIS, nginx or Python environment; some minutes once built
	@$(STAGE) setup scripts/setup
	@$(STAGE) tools scripts/tools nextest
	@$(STAGE) build-tests cargo nextest run --no-run --workspace --locked --cargo-profile $(PROFILE)
	@$(STAGE) --last tests-quick scripts/run-tests --workspace --locked --cargo-profile $(PROFILE) --profile quick

test-deep: ## All tests, ignored ones included, with larger samples (RIVERCHIEF_DEEP=1); takes hours
	@$(STAGE) setup scripts/setup --test --oracle
	@RIVERCHIEF_DEEP=1 $(STAGE) --last tests-deep scripts/run-tests --workspace --locked --cargo-profile $(PROFILE) --profile deep --run-ignored all

lint: ## Check format, clippy, rustdoc, licences, bans, sources, unused dependencies, and types and lints of the page
	@$(STAGE) setup scripts/setup --lint
	@$(STAGE) fmt cargo fmt --all --check
	@$(STAGE) deny cargo deny --log-level error check --hide-inclusion-graph licenses bans sources
	@$(STAGE) unused-dependencies cargo machete --skip-target-dir
	@$(STAGE) page-lint npm --prefix web run --silent check
	@$(STAGE) clippy cargo clippy --workspace --locked --profile $(PROFILE) --all-targets -- -D warnings
	@RUSTDOCFLAGS="-D warnings" $(STAGE) rustdoc cargo doc --workspace --locked --profile $(PROFILE) --no-deps --document-private-items

fmt: ## Format the sources
	@cargo fmt --all

bench: ## Build in release and run the benchmarks of benches/
	@$(STAGE) setup scripts/setup
	@cargo bench --locked

bench-lookups: ## Look-ups by kind of place, beside the base commit and peers (needs wrk; QUICK=1 takes minutes, BASE=COMMIT, BASE_BIN=PROGRAM)
	@$(STAGE) setup scripts/setup
	@scripts/bench-lookups

bench-tiles: ## Compare tiles with martin over PostGIS and GeoJSON (needs wrk, PostgreSQL 15 with PostGIS; compiles martin once)
	@$(STAGE) setup scripts/setup
	@scripts/bench-tiles

bench-export: ## Compare every export format with ogr2ogr from a GeoPackage of the same rows (needs gdal-bin)
	@$(STAGE) setup scripts/setup
	@scripts/bench-export

bench-features: ## Compare features with tipg and pygeoapi over PostGIS (needs PostgreSQL 15 with PostGIS; installs both once)
	@$(STAGE) setup scripts/setup
	@scripts/bench-features

world: ## Rebuild the default world from its control points
	@$(STAGE) setup scripts/setup
	@$(STAGE) build cargo build --locked --profile $(PROFILE) --package riverchief-synth
	@$(STAGE) world target/$(PROFILE)/riverchief-synth gis_data/beihai -o gis_data/beihai.gpkg

web: ## Build the page into web/dist, which is embedded in the binary
	@$(STAGE) page scripts/web

styles: ## Rebuild styles, legends and sprite from styles/source
	@$(STAGE) setup scripts/setup
	@$(STAGE) styles scripts/styles

fonts: ## Rebuild the glyphs of styles/served/fonts from Noto Sans CJK SC
	@$(STAGE) setup scripts/setup --browser
	@$(STAGE) fonts scripts/fonts

thumbnails: ## Draw the thumbnails of the styles in Chromium, from the default world
	@$(STAGE) setup scripts/setup --browser
	@$(STAGE) build cargo build --locked --profile $(PROFILE) --bin riverchief
	@$(STAGE) thumbnails scripts/thumbnails target/$(PROFILE)/riverchief

clean: ## Remove build output, tools and the Python environment
	@cargo clean
	@rm -rf .venv styles/node_modules tests/clients/node_modules web/node_modules web/dist web/src/generated
