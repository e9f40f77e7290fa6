# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: pipes given as stdio belong to the program's user, who can reopen them.
config '.process.user = {"uid": 1000, "gid": 1000}'
script 'echo again > /dev/stdout'
out=$(rt run --bundle "$B" "$ID" 2>"$WORK/err" | cat) || complain "failed"
equal again "$out"
