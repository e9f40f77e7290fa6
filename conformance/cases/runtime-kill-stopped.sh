# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Kill": a signal to a container neither created nor running MUST generate an error.
script 'true'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
until_true is "$ID" stopped
fails rt kill "$ID" KILL
has "container not running" "$err"
# Fails on crun: says "No such process"
