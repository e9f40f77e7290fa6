# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: exec ends with the program's status, or 128 + N.
start_sleeper
exits 7 rt exec "$ID" sh -c 'exit 7'
exits 137 rt exec "$ID" sh -c 'kill -KILL $$'
