# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: when the agent is gone, the calls it was to judge fail with ENOSYS; nobody waits for it.
"$LIB/seccomp-agent" "$WORK/agent" "$WORK/messages" 123 &
agent=$!
until_true test -e "$WORK/agent.ready"
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "listenerPath": $path,
  "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_NOTIFY"}]}' --arg path "$WORK/agent"
script 'while [ ! -e /go ]; do sleep 0.1; done; mkdir /x 2>/said; echo done >/done'
ok rt create --bundle "$B" "$ID"
kill -9 "$agent"
ok rt start "$ID"
touch "$B/rootfs/go"
until_true test -e "$B/rootfs/done"
has "Function not implemented" "$(cat "$B/rootfs/said")"
# Fails on crun: keeps the listener open in the container, which then waits for ever
