# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: events tells when a process was killed for want of memory.
# Fails on crun: it has no events
needs controller-memory
cgroup_path
config '.linux.resources.memory = {"limit": 33554432, "swap": 33554432}'
start_sleeper
rt events --interval 100ms "$ID" >"$WORK/events" &
until_true test -s "$WORK/events"
rt exec "$ID" /bin/sh -c 'x=$(dd if=/dev/zero bs=1M count=64 2>/dev/null | tr "\0" x); echo ${#x}' >/dev/null 2>&1 </dev/null || true
until_true grep -qF '{"type":"oom","id":"'"$ID"'"}' "$WORK/events"
ok rt delete --force "$ID"
wait $! || complain "events failed"
