# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a terminal and nobody to receive it is refused, with the remedy.
config '.process.terminal = true'
fails rt create --bundle "$B" "$ID"
has "console" "$err"
fails rt state "$ID"
