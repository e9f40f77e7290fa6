# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "CPU": shares, quota, period.
needs v1-cpu
cgroup_path
config '.linux.resources.cpu = {"shares": 512, "quota": 50000, "period": 100000}'
start_sleeper
equal "512 50000 100000" "$(cd "/sys/fs/cgroup/cpu/$ID" && cat cpu.shares cpu.cfs_quota_us cpu.cfs_period_us | xargs)"
