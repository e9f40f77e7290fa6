# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a key of unified cannot leave the cgroup.
cgroup_path
config '.linux.resources.unified = {"../cgroup.max.descendants": "12"}'
fails rt run --bundle "$B" "$ID"
