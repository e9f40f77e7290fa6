# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Root": path must exist; the error names it.
config '.root.path = "nowhere"'
fails rt run --bundle "$B" "$ID"
has nowhere "$err"
