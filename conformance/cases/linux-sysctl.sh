# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Sysctl".
config '.linux.sysctl = {"net.ipv4.ip_forward": "1", "kernel.msgmax": "65000"}'
script 'cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax'
ok rt run --bundle "$B" "$ID"
equal "1 65000" "$(xargs <<<"$out")"
