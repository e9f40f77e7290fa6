# SPDX-License-Identifier: Apache-2.0
# Everything a developer does here, by name: `make help`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
SHARE := $(DESTDIR)$(PREFIX)/share
# What `make conformance` runs; a path or a name: crun, runc, .build/bin/full/capsule-oci.
RUNTIME ?= .build/bin/capsule-oci

BIN := .build/bin
EMBEDDED := .build/embedded
FULL := .build/full
COMPANION := .build/companion
# What --version says it was built from.
export CAPSULE_COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
# Root needs no sudo, and fresh containers have none.
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

# What the build needs beside a Swift toolchain; the last two are what static linking of full Swift asks for.
BUILD_PACKAGES := libseccomp-dev libyajl-dev musl-dev binutils libc6-dev libstdc++-12-dev
# What bundle is linked with.
BUILD_PACKAGES += libarchive-dev libcurl4-openssl-dev libssl-dev zlib1g-dev libisal-dev libzstd-dev
# What demo, tests and lint need.
TEST_PACKAGES := busybox-static mmdebstrap curl jq python3 util-linux bsdutils procps psmisc strace shellcheck runc crun containernetworking-plugins iptables iproute2 catatonit
# Peers that read what `bundle` writes, and the registry its tests use.
TEST_PACKAGES += umoci skopeo docker-registry
# What maps ids for users who are not root, and gives their containers a network; attributes of files.
TEST_PACKAGES += uidmap slirp4netns passt attr libcap2-bin
# What only `make engines` needs.
ENGINE_PACKAGES := podman conmon

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{ printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: deps
deps: ## install the Debian packages that are missing
	@tools/install-packages $(BUILD_PACKAGES) $(TEST_PACKAGES)

.PHONY: build
build: embedded full companion probe ## both builds of the runtime and the companion, in .build/bin
	@ls -l $(BIN)/capsule-oci $(BIN)/bundle $(BIN)/full/capsule-oci

# The product: Embedded Swift on musl. docs/adr/0001-two-builds.md says why there are two.
.PHONY: embedded
embedded:
	@tools/build-embedded $(EMBEDDED) $(BIN)/capsule-oci

# For size: an eighth fewer instructions of ours, 40 page faults fewer at each start, a tenth off a run.
.PHONY: full
full:
	swift build -c release -Xswiftc -Osize --product capsule-oci --scratch-path $(FULL)
	@install -D -s $(FULL)/release/capsule-oci $(BIN)/full/capsule-oci

.PHONY: companion
companion:
	@tools/build-companion $(COMPANION) $(BIN)/bundle

# The program that behaviour tests and conformance cases run inside containers.
.PHONY: probe
probe:
	swift build -c release -Xswiftc -Osize --product probe --scratch-path $(FULL)
	@install -D -s $(FULL)/release/probe $(BIN)/probe

.PHONY: static
static: build ## build, and prove what the runtime's two builds are linked with: nothing
	@tools/no-foundation $(BIN)/capsule-oci $(BIN)/full/capsule-oci

.PHONY: demo
demo: deps build ## run a real container, step by step
	@bundles/demo $(BIN)/capsule-oci

.PHONY: story
story: deps build ## from an image to a container that serves a page, and to an image of it
	@bundles/story $(BIN)/bundle $(BIN)/capsule-oci

.PHONY: test
test: deps build ## unit, golden, behaviour and conformance tests
	swift test --disable-xctest

.PHONY: conformance
conformance: ## the conformance cases alone: make conformance RUNTIME=crun
	@conformance/run $(RUNTIME)

.PHONY: vm
vm: embedded probe ## the cases of cgroup2, cgroup v1, systemd and AppArmor, in virtual machines
	@conformance/vm/run

.PHONY: engines
engines: build ## Debian's podman with our runtime
	@tools/install-packages $(ENGINE_PACKAGES)
	@conformance/engines/podman.sh $(BIN)/capsule-oci $(BIN)/bundle

.PHONY: bench
bench: deps build ## medians against crun and runc, as ratios
	@benchmarks/bench
	@benchmarks/smallest-limit

.PHONY: lint
lint: ## formatter, shellcheck, house rules
	@tools/lint

.PHONY: fmt
fmt: ## rewrite the Swift sources as swift-format wants them
	swift format --in-place --recursive --parallel Package.swift Sources Tests

.PHONY: walls
walls: ## who imports whom, as docs/architecture.md says
	@tools/walls

.PHONY: check
check: lint walls static test ## the whole contract

.PHONY: install
install: ## copy the products, their man pages and completions to PREFIX (after `make build`)
	install -D $(BIN)/capsule-oci $(DESTDIR)$(PREFIX)/bin/capsule-oci
	install -D $(BIN)/bundle $(DESTDIR)$(PREFIX)/bin/bundle
	@mkdir -p $(SHARE)/man/man8 $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions \
	  $(SHARE)/fish/vendor_completions.d
	$(BIN)/capsule-oci man >$(SHARE)/man/man8/capsule-oci.8
	$(BIN)/capsule-oci completion bash >$(SHARE)/bash-completion/completions/capsule-oci
	$(BIN)/capsule-oci completion zsh >$(SHARE)/zsh/site-functions/_capsule-oci
	$(BIN)/capsule-oci completion fish >$(SHARE)/fish/vendor_completions.d/capsule-oci.fish
	$(BIN)/bundle --generate-completion-script bash >$(SHARE)/bash-completion/completions/bundle
	$(BIN)/bundle --generate-completion-script zsh >$(SHARE)/zsh/site-functions/_bundle
	$(BIN)/bundle --generate-completion-script fish >$(SHARE)/fish/vendor_completions.d/bundle.fish

.PHONY: clean
clean: ## remove .build
	rm -rf .build
