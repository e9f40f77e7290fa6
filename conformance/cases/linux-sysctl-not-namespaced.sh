# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a sysctl of the host, or one without its namespace, is refused.
before=$(cat /proc/sys/vm/overcommit_ratio)
config '.linux.sysctl = {"vm.overcommit_ratio": "51"}'
fails rt run --bundle "$B" "$ID"
has vm.overcommit_ratio "$err"
equal "$before" "$(cat /proc/sys/vm/overcommit_ratio)"
config '.linux.sysctl = {"net.ipv4.ip_forward": "1"} | .linux.namespaces |= map(select(.type != "network"))'
fails rt run --bundle "$B" "$ID"
