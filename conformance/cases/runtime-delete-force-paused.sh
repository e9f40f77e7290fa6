# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: delete --force works on a paused container.
cgroup_path
needs controller-freezer
start_sleeper
ok rt pause "$ID"
ok rt delete --force "$ID"
fails rt state "$ID"
