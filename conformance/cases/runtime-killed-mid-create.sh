# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: the runtime killed at any moment of create leaves nothing that delete --force does not remove.
cgroup_path
for delay in 0.001 0.002 0.003 0.004 0.006 0.008 0.01 0.013 0.016 0.02 0.03; do
  # Not the function rt: that would be a shell, whose death the runtime would survive.
  "$RUNTIME" --root "$ROOT" create --bundle "$B" "$ID" >/dev/null 2>&1 </dev/null &
  sleep "$delay"
  kill -KILL $! 2>/dev/null || true
  wait $! 2>/dev/null || true
  ok rt delete --force "$ID"
  fails rt state "$ID"
  equal "" "$(find "$ROOT" -mindepth 1 -path "*$ID*")"
  nothing() { [ -z "$(find /sys/fs/cgroup -type d -path "*/$ID*" 2>/dev/null)" ]; }
  until_true nothing
done
gone() { ! pgrep -x "$(basename "$RUNTIME")"; }
until_true gone
# Fails on runc: leaks cgroups when killed between making them and writing its state
# Fails on crun: leaks cgroups when killed between making them and writing its state
