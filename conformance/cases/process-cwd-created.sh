# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a cwd that does not exist is made.
config '.process.cwd = "/made/for/me" | .process.args = ["/bin/pwd"]'
ok rt run --bundle "$B" "$ID"
equal /made/for/me "$out"
