# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: update of the period alone keeps the quota, and of the quota alone the period.
# Fails on crun: 1.8.1 resets what is not given
needs controller-cpu
cgroup_path
config '.linux.resources.cpu = {"shares": 100, "quota": 500000, "period": 1000000}'
start_sleeper
cpu=$(controller_directory cpu)
both() {
  if [ -e "$cpu/cpu.max" ]; then cat "$cpu/cpu.max"; else cat "$cpu/cpu.cfs_quota_us" "$cpu/cpu.cfs_period_us" | xargs; fi
}
ok rt update --cpu-period 900000 "$ID"
equal "500000 900000" "$(both)"
ok rt update --cpu-quota 600000 "$ID"
equal "600000 900000" "$(both)"
