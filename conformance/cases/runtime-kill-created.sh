# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Kill": a created container can be signalled.
ok rt create --bundle "$B" "$ID"
ok rt kill "$ID" KILL
until_true is "$ID" stopped
ok rt delete "$ID"
