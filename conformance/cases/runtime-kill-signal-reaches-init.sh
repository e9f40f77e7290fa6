# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Kill": the signal is sent to the container's process.
script 'trap "echo got > /signal; exit 0" USR1; echo ready > /ready; while true; do sleep 0.05; done'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
until_true test -e "$B/rootfs/ready"
ok rt kill "$ID" USR1
until_true test -e "$B/rootfs/signal"
