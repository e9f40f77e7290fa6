# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a NUL character in a string is refused, not cut at.
# Fails on crun: cuts the string there
config '.process.args = ["/bin/echo", "a\u0000b"]'
fails rt run --bundle "$B" "$ID"
