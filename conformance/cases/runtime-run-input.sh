# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: stdin reaches the program.
script 'read -r line; echo "got $line"'
out=$(echo hello | rt run --bundle "$B" "$ID" 2>"$WORK/err") || complain "failed"
equal "got hello" "$out"
