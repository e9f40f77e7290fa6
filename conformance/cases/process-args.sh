# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.args": passed as they are, also empty ones.
config '.process.args = ["/bin/sh", "-c", "for a in \"$@\"; do echo \"[$a]\"; done", "x", "", "two words", "*"]'
ok rt run --bundle "$B" "$ID"
equal "$(printf '[]\n[two words]\n[*]')" "$out"
