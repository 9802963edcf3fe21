# Two commands matter: `make run` and `make test`. Each does its own set-up
# (scripts/setup), which does nothing when everything is there.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test test-quick test-deep lint fmt bench bench-tiles bench-features bench-export world styles fonts thumbnails web clean

# Pinned tools (scripts/tools) go before whatever else is on the machine.
export PATH := $(CURDIR)/target/tools/bin:$(PATH)
# One profile for everything but the release binary: dependencies are built once.
PROFILE := test-fast
LISTEN ?= 127.0.0.1:8080
STAGE := scripts/stage

help: ## Say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/' | column -t -s '|'

setup: ## Install what is missing: system packages, lint and test tools, Python environment
	@scripts/setup --all

run: ## Build in release, load the default world, serve on 127.0.0.1:8080 (LISTEN=… to change)
	@$(STAGE) setup scripts/setup
	@$(STAGE) release cargo build --release --locked
	@exec target/release/riverchief serve --listen $(LISTEN)

test: ## Every test; ends on the test runner's closing line
	@$(STAGE) setup scripts/setup --test --oracle
	@$(STAGE) build-tests cargo nextest run --no-run --workspace --locked --cargo-profile $(PROFILE)
	@$(STAGE) doc-tests cargo test --doc --workspace --locked --profile $(PROFILE)
	@$(STAGE) page-units npm --prefix web run --silent unit
	@$(STAGE) --last tests cargo nextest run --workspace --locked --cargo-profile $(PROFILE)

test-quick: ## What needs no browser, QGIS, nginx or Python environment: some minutes once built
	@$(STAGE) setup scripts/setup
	@$(STAGE) tools scripts/tools nextest
	@$(STAGE) build-tests cargo nextest run --no-run --workspace --locked --cargo-profile $(PROFILE)
	@$(STAGE) --last tests-quick cargo nextest run --workspace --locked --cargo-profile $(PROFILE) --profile quick

test-deep: ## What is exhaustive (hours): ignored tests too, and RIVERCHIEF_DEEP=1 for larger samples
	@$(STAGE) setup scripts/setup --test --oracle
	@RIVERCHIEF_DEEP=1 $(STAGE) --last tests-deep cargo nextest run --workspace --locked --cargo-profile $(PROFILE) --profile deep --run-ignored all

lint: ## Format, clippy, rustdoc, licences and bans and sources, unused dependencies; types and lints of the page
	@$(STAGE) setup scripts/setup --lint
	@$(STAGE) fmt cargo fmt --all --check
	@$(STAGE) deny cargo deny --log-level error check --hide-inclusion-graph licenses bans sources
	@$(STAGE) unused-dependencies cargo machete --skip-target-dir
	@$(STAGE) page-lint npm --prefix web run --silent check
	@$(STAGE) clippy cargo clippy --workspace --locked --profile $(PROFILE) --all-targets -- -D warnings
	@RUSTDOCFLAGS="-D warnings" $(STAGE) rustdoc cargo doc --workspace --locked --profile $(PROFILE) --no-deps --document-private-items

fmt: ## Format the sources
	@cargo fmt --all

bench: ## Release build and every benchmark of benches/, if there are any
	@$(STAGE) setup scripts/setup
	@if compgen -G 'benches/*.rs' >/dev/null; then cargo bench --locked; else echo "No benchmarks in benches/ yet."; fi

bench-tiles: ## Tiles beside martin over PostGIS and GeoJSON (needs wrk, PostgreSQL 15 with PostGIS; compiles martin once)
	@$(STAGE) setup scripts/setup
	@scripts/bench-tiles

bench-export: ## Every format beside ogr2ogr from a GeoPackage of the same rows (needs gdal-bin)
	@$(STAGE) setup scripts/setup
	@scripts/bench-export

bench-features: ## Features beside tipg and pygeoapi over PostGIS (needs PostgreSQL 15 with PostGIS; installs the peers once)
	@$(STAGE) setup scripts/setup
	@scripts/bench-features

world: ## Rebuild the default world from its control points
	@$(STAGE) setup scripts/setup
	@$(STAGE) build cargo build --locked --profile $(PROFILE) --package riverchief-synth
	@$(STAGE) world target/$(PROFILE)/riverchief-synth gis_data/beihai -o gis_data/beihai.gpkg

web: ## Build the page into web/dist, which the next build of the binary embeds
	@$(STAGE) page scripts/web

styles: ## Rebuild styles, legends and sprite from styles/source
	@$(STAGE) setup scripts/setup
	@$(STAGE) styles scripts/styles

fonts: ## Rebuild the glyphs of styles/served/fonts from Noto Sans CJK SC
	@$(STAGE) setup scripts/setup --browser
	@$(STAGE) fonts scripts/fonts

thumbnails: ## Take the pictures of the styles in Chromium, from the default world
	@$(STAGE) setup scripts/setup --browser
	@$(STAGE) build cargo build --locked --profile $(PROFILE) --bin riverchief
	@$(STAGE) thumbnails scripts/thumbnails target/$(PROFILE)/riverchief

clean: ## Remove what was built, the tools and the Python environment
	@cargo clean
	@rm -rf .venv styles/node_modules tests/clients/node_modules web/node_modules web/dist web/src/generated
