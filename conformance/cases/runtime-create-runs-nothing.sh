# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Create": the user-specified program MUST NOT be run at this time.
script 'echo ran > /ran'
ok rt create --bundle "$B" "$ID"
sleep 0.2
[ ! -e "$B/rootfs/ran" ] || complain "the program ran before start"
ok rt start "$ID"
until_true test -e "$B/rootfs/ran"
