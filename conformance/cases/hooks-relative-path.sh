# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "POSIX-platform Hooks": path MUST be absolute.
config '.hooks.createRuntime = [{"path": "true"}]'
fails rt create --bundle "$B" "$ID"
# Fails on crun: accepts it
