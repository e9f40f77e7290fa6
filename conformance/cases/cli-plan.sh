# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: plan prints the steps of create and does none of them.
needs ours
cgroup_path
ok rt plan "$B"
has "mount proc" "$out"
fails rt state "$ID"
equal "" "$(find /sys/fs/cgroup -type d -path "*/$ID*" 2>/dev/null)"
