# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: stdin reaches the program.
script 'read -r line; echo "got $line"'
status=0
out=$(echo hello | rt run --bundle "$B" "$ID" 2>"$WORK/err") || status=$?
equal "got hello" "$out"
