# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Extensibility": unknown properties MUST be ignored.
config '.nosuch = {"a": [1, 2]} | .process.nosuch = true | .linux.nosuch = "x"'
ok rt run --bundle "$B" "$ID"
