# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: run ends with the program's status.
script 'exit 7'
exits 7 rt run --bundle "$B" "$ID"
fails rt state "$ID"
