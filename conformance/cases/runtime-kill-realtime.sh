# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: real-time signals by name, as systemd images ask for (SIGRTMIN+3).
# Fails on runc: it knows no real-time names
# A first process gets only signals that it handles; 37 is SIGRTMIN+3.
script 'trap "exit 0" 37; echo ready > /ready; while true; do sleep 0.05; done'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
until_true test -e "$B/rootfs/ready"
ok rt kill "$ID" SIGRTMIN+3
until_true is "$ID" stopped
