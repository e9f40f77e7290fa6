# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.rlimits": a value that cannot be mapped MUST generate an error.
config '.process.rlimits = [{"type": "RLIMIT_NOSUCH", "soft": 10, "hard": 20}]'
fails rt run --bundle "$B" "$ID"
has RLIMIT_NOSUCH "$err"
