# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: kill without a signal sends SIGTERM.
script 'trap "echo term > /signal; exit 0" TERM; echo ready > /ready; while true; do sleep 0.05; done'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
until_true test -e "$B/rootfs/ready"
ok rt kill "$ID"
until_true test -e "$B/rootfs/signal"
