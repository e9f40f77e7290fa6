# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: run ends with 128 + N when signal N killed the program.
script 'kill -s TERM $$; sleep 5'
config '.linux.namespaces |= map(select(.type != "pid"))'
exits 143 rt run --bundle "$B" "$ID"
