# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: exec of a missing program ends with 255 and says so.
# Fails on crun: ends with 1
start_sleeper
exits 255 rt exec "$ID" no-such-program
has 'exec: "no-such-program": executable file not found in $PATH' "$err"
