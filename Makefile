# make run and make test do all the set-up on a machine that has rustup, gcc, make, node and npm.
# Each step installs only what is missing, and says what it does.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup build run dev test api chaos mutants check size bench screenshots clean end2end-setup browser services strace pictured front server

# Tools of the exact versions that the page needs live beside yours, not over them.
TOOLS := $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/banter/tools
TARGET := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),$(CURDIR)/target)
export PATH := $(TOOLS)/bin:$(CURDIR)/end2end/node_modules/.bin:$(HOME)/.cargo/bin:$(PATH)

CARGO_LEPTOS := 0.3.10
WASM_BINDGEN := $(shell sed -n 's/^wasm-bindgen = "=\(.*\)"/\1/p' Cargo.toml)
CARGO_DENY := 0.20.2
SCHEMATHESIS := 4.32.5
LEPTOS := cargo leptos

# For the page alone, the standard library is compiled along, so that a panic is a trap instead of a sentence: 10 KB of
# brotli less (ARCHITECTURE.md). Both flags wait to be stable; rust-toolchain.toml pins the compiler that has them so.
# Its functions keep the older names, which make size reads.
STD_SOURCES = $(shell rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock
SMALL := RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size \
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS='-Zunstable-options -Cpanic=immediate-abort -Csymbol-mangling-version=legacy'

SITE_SOURCES := $(shell find app/src frontend/src style public -type f) Cargo.toml Cargo.lock app/Cargo.toml frontend/Cargo.toml
SITE := target/site/pkg/banter.wasm.br

say = @printf '\n\033[1m» %s\033[0m\n' $(1)
# Says how long the command took.
timed = start=$$SECONDS; $(1); printf '  (%d s)\n' $$((SECONDS - start))

help: ## What can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

setup: end2end/node_modules/.package-lock.json ## Install what is missing to build the page
	@rustup target list --installed | grep -qx wasm32-unknown-unknown || { \
	  printf '\n» Adding the WebAssembly target to Rust (seconds)\n'; \
	  rustup target add wasm32-unknown-unknown; }
	@test -f '$(STD_SOURCES)' || { \
	  printf '\n» Fetching the sources of the standard library, which the page is built with (seconds)\n'; \
	  rustup component add rust-src || printf '  not to be had: the page will be larger\n'; }
	@test "$$(cargo leptos --version 2>/dev/null | awk '{print $$NF}')" = "$(CARGO_LEPTOS)" || { \
	  printf '\n» Installing cargo-leptos $(CARGO_LEPTOS), which builds both halves (about 5 minutes on 2 cores, once)\n'; \
	  $(call timed,CARGO_PROFILE_DEV_DEBUG=0 CARGO_TARGET_DIR=$(TOOLS)/build cargo install --quiet --debug --locked cargo-leptos --version $(CARGO_LEPTOS) --root $(TOOLS)); \
	  rm -rf $(TOOLS)/build; }
	@test "$$(wasm-bindgen --version 2>/dev/null | awk '{print $$NF}')" = "$(WASM_BINDGEN)" || { \
	  printf '\n» Installing wasm-bindgen $(WASM_BINDGEN), as Cargo.lock has it (about 1 minute, once)\n'; \
	  $(call timed,CARGO_TARGET_DIR=$(TOOLS)/build cargo install --quiet --debug wasm-bindgen-cli --version $(WASM_BINDGEN) --root $(TOOLS)); \
	  rm -rf $(TOOLS)/build; }

end2end/node_modules/.package-lock.json: end2end/package.json end2end/package-lock.json
	@printf '\n» Installing wasm-opt and the test runner with npm (seconds)\n'
	@cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(SITE): $(SITE_SOURCES) | setup
	@printf '\n» Building the page: Rust to WebAssembly (2 to 3 minutes the first time)\n'
	@$(call timed,env $(if $(wildcard $(STD_SOURCES)),$(SMALL)) $(LEPTOS) build --release --precompress --frontend-only)
	@touch $@

build: $(SITE) ## Build target/release/banter: one file with the page inside
	@printf '\n» Building the server with the page inside (2 to 4 minutes the first time)\n'
	@$(call timed,cargo build --release --locked -p server)
	@printf '» %s is ready: %s\n' '$(TARGET)/release/banter' "$$(du -h '$(TARGET)/release/banter' | cut -f1)"

run: build ## Build all of it and serve http://localhost:3000 with data in ./data
	@exec '$(TARGET)/release/banter' serve

dev: setup ## Rebuild and reload as you edit
	@rm -f $(SITE) # What it builds is no release: make build is to begin anew.
	@$(LEPTOS) watch

# Rust 1.95 has failed over stale incremental state of test code (verify_ich): these two do without.
check test chaos: export CARGO_INCREMENTAL := 0

test: build size browser services strace api ## Every test: pure logic, conversations over sockets, the page in a browser
	@printf '\n» Testing what the page and the server share\n'
	@$(call timed,cargo test --locked -p app --features ssr)
	@printf '\n» Testing the server: conversations over real sockets\n'
	@$(call timed,cargo test --locked -p server)
	@printf '\n» Testing the compiled page in Chromium\n'
	@$(call timed,cd end2end && BANTER='$(TARGET)/release/banter' npx playwright test)

api: build ## Ask a server all that /api/openapi.json says, and much more: schemathesis (EXAMPLES=1000 SEED=7)
	@test "$$('$(TOOLS)/python/bin/schemathesis' --version 2>/dev/null | awk '{print $$NF}')" = "$(SCHEMATHESIS)" || { \
	  printf '\n» Installing schemathesis $(SCHEMATHESIS), which makes up what programs may ask (90 MB, seconds, once)\n'; \
	  $(call timed,rm -rf '$(TOOLS)/python'; mkdir -p '$(TOOLS)'; \
	  { python3 -m venv '$(TOOLS)/python' >/dev/null 2>&1 || { \
	    install() { apt-get install -y -qq python3-venv >/dev/null; }; \
	    install || { apt-get update -qq && install; }; rm -rf '$(TOOLS)/python'; python3 -m venv '$(TOOLS)/python'; }; }; \
	  '$(TOOLS)/python/bin/pip' install --quiet --disable-pip-version-check schemathesis==$(SCHEMATHESIS)); }
	@printf '\n» Asking the server what its description says, and what it does not (one to two minutes)\n'
	@$(call timed,server/tests/api/check.sh '$(TARGET)/release/banter' '$(TOOLS)/python/bin/schemathesis')

chaos: build services ## The checker for as long as you like: make chaos SECONDS=3600 SEED=7
	@printf '\n» Killing, stopping and cutting off a server for %s s, and looking for what is lost\n' '$(or $(SECONDS),600)'
	@$(call timed,BANTER='$(TARGET)/release/banter' CHECKER_SECONDS='$(or $(SECONDS),600)' $(if $(SEED),CHECKER_SEED='$(SEED)') \
	  cargo test --release --locked -p server --test checker nothing_is_lost)

mutants: services ## Break the server in eight ways: the checker must notice each
	@printf '\n» Building and checking eight broken servers (a few minutes more the first time)\n'
	@$(call timed,server/tests/mutants/catch.sh)

# A RabbitMQ of the tests' own; they stop and start it.
services: ## Install and start the RabbitMQ that the tests talk to
	@server/tests/amqp/broker.sh install
	@server/tests/amqp/broker.sh start

# For the test that sees the disk written before the ack is sent.
strace:
	@command -v strace >/dev/null || { \
	  printf '\n» Installing strace for the tests (seconds)\n'; \
	  $(call timed,apt-get install -y -qq strace >/dev/null || { apt-get update -qq && apt-get install -y -qq strace >/dev/null; }); }

check: setup ## Formatting, lints for each half, documentation, licences
	@printf '\n» Formatting, and whether what breaks the server on purpose still fits it\n'; cargo fmt --all --check
	@for patch in server/tests/mutants/*.patch; do git apply --check "$$patch"; done
	@printf '\n» Lints\n'
	@$(call timed,cargo clippy --locked -p server --all-targets -- -D warnings)
	@$(call timed,cargo clippy --locked -p app --features ssr --all-targets -- -D warnings)
	@$(call timed,cargo clippy --locked -p frontend --target wasm32-unknown-unknown -- -D warnings)
	@printf '\n» Documentation\n'
	@$(call timed,RUSTDOCFLAGS='-D warnings' cargo doc --locked --quiet --no-deps -p app --features ssr)
	@$(call timed,RUSTDOCFLAGS='-D warnings' cargo doc --locked --quiet --no-deps -p server --lib)
	@command -v cargo-deny >/dev/null || { \
	  printf '\n» Installing cargo-deny $(CARGO_DENY) (about a minute, once)\n'; \
	  $(call timed,CARGO_PROFILE_DEV_DEBUG=0 CARGO_TARGET_DIR=$(TOOLS)/build cargo install --quiet --debug --locked cargo-deny --version $(CARGO_DENY) --root $(TOOLS)); \
	  rm -rf $(TOOLS)/build; }
	@printf '\n» Dependencies: licences, sources, bans\n'
	@cargo deny --log-level error check bans licenses sources
	@cargo deny --log-level error check advisories || { \
	  test ! -d "$$HOME/.cargo/advisory-dbs" -o -z "$$(find $$HOME/.cargo/advisory-dbs -name '*.md' -print -quit 2>/dev/null)" \
	  && printf '  advisories SKIPPED: their database cannot be reached from here\n'; }

size: $(SITE) ## What the page weighs, what is in it, and whether frontend/size-budget allows it
	@printf '\n» Weighing the page\n'
	@node frontend/size.mjs target/site '$(TARGET)/front/wasm32-unknown-unknown/wasm-release/frontend.wasm'

bench: build services browser ## Figures: cost of a delivery, memory of a connection, durable messages a second, frames
	@printf '\n» Measuring; a few minutes\n'
	@BANTER='$(TARGET)/release/banter' cargo bench --locked -p server --bench load
	@printf '\n» Measuring the page in Chromium; a minute or two\n'
	@cd end2end && BANTER='$(TARGET)/release/banter' npx playwright test --config bench.config.ts

screenshots: build browser pictured ## Take the pictures of the page anew, into end2end/screenshots
	@printf '\n» Taking pictures of the page: light and dark, wide and phone, English and Chinese (about 5 minutes)\n'
	@rm -rf end2end/screenshots
	@$(call timed,cd end2end && BANTER='$(TARGET)/release/banter' FONTS='$(FONTS)' npx playwright test --config screenshots.config.ts)
	@printf '» end2end/screenshots holds %s pictures, %s; look at every one before you commit them\n' \
	  "$$(ls end2end/screenshots | wc -l)" "$$(du -sh end2end/screenshots | cut -f1)"

# For the pictures: a hand on the clock of what was said, and letters as people's own machines have them.
FONTS := $(TOOLS)/fonts/fonts.conf
pictured:
	@command -v sqlite3 >/dev/null || { \
	  printf '\n» Installing sqlite3 for the pictures (seconds)\n'; \
	  $(call timed,apt-get install -y -qq sqlite3 >/dev/null || { apt-get update -qq && apt-get install -y -qq sqlite3 >/dev/null; }); }
	@test -d '$(TOOLS)/fonts/inter' || { \
	  printf '\n» Fetching the Inter letters, for the pictures alone (seconds)\n'; \
	  mkdir -p '$(TOOLS)/fonts'; cd '$(TOOLS)/fonts'; \
	  $(call timed,apt-get download -qq fonts-inter 2>/dev/null || { apt-get update -qq && apt-get download -qq fonts-inter; }); \
	  dpkg -x fonts-inter_*.deb inter; rm fonts-inter_*.deb; }
	@sed 's#INTER#$(TOOLS)/fonts/inter#' end2end/pictures/fonts.conf > '$(FONTS)'

# A browser for the tests: yours, Playwright's own, or the system's package.
browser: end2end/node_modules/.package-lock.json
	@command -v chromium >/dev/null || test -n "$${CHROMIUM:-}" || ls $$HOME/.cache/ms-playwright/chromium* >/dev/null 2>&1 || { \
	  printf '\n» Installing Chromium for the tests (a minute)\n'; \
	  $(call timed,{ command -v apt-get >/dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fonts-noto-color-emoji >/dev/null; } || (cd end2end && npx playwright install chromium)); }

clean: ## Remove what was built, keep the tools
	@cargo clean && rm -rf target end2end/test-results end2end/playwright-report
