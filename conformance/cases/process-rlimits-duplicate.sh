# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.rlimits": duplicated type MUST generate an error.
# Fails on runc: accepts it
config '.process.rlimits = [{"type": "RLIMIT_NOFILE", "soft": 10, "hard": 20}, {"type": "RLIMIT_NOFILE", "soft": 30, "hard": 30}]'
fails rt run --bundle "$B" "$ID"
has RLIMIT_NOFILE "$err"
