# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: delete --force ends processes in cgroups that the payload made, and removes these.
cgroup_path
needs controller-freezer
start_sleeper
place=$(controller_directory freezer)
mkdir -p "$place/a/b"
pid_of "$ID" >"$place/a/b/cgroup.procs"
ok rt delete --force "$ID"
[ ! -e "$place" ] || complain "$place is still there"
