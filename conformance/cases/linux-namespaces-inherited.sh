# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Namespaces": a type not listed is inherited.
config '.linux.namespaces |= map(select(.type != "network" and .type != "uts" and .type != "ipc")) | del(.hostname)'
config 'del(.mounts[] | select(.destination == "/dev/mqueue"))'
script 'for n in net uts ipc; do echo "$n: $(readlink /proc/self/ns/$n)"; done'
ok rt run --bundle "$B" "$ID"
for n in net uts ipc; do equal "$(readlink /proc/self/ns/$n)" "$(fact $n)"; done
