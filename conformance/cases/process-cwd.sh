# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.cwd".
mkdir -p "$B/rootfs/a/b"
config '.process.cwd = "/a/b" | .process.args = ["/bin/pwd"]'
ok rt run --bundle "$B" "$ID"
equal /a/b "$out"
