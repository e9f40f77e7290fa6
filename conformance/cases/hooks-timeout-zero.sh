# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "POSIX-platform Hooks": timeout MUST be greater than zero.
config '.hooks.createRuntime = [{"path": "/bin/true", "timeout": 0}]'
fails rt create --bundle "$B" "$ID"
# Fails on crun: accepts it as none
