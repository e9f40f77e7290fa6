# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.cwd": MUST be an absolute path.
# Fails on crun: accepts it
config '.process.cwd = "a/b"'
fails rt run --bundle "$B" "$ID"
has "cwd" "${err,,}"
