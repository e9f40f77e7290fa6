# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: limits that a user may not set are refused, and the refusal says what would be needed.
unprivileged
config '.linux.resources = {"pids": {"limit": 5}}'
fails rt run --bundle "$B" "$ID"
case $err in
  *"container could not join or create cgroup"* | *"rootless needs no limits + no cgrouppath when no permission is granted for cgroups"*) ;;
  *) complain "wrong message: $err" ;;
esac
equal "" "$(ls -A "$ROOT")"
