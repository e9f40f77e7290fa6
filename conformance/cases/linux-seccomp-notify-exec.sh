# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "The Container Process State": exec'd processes bring a listener of their own, with their own pid.
"$LIB/seccomp-agent" "$WORK/agent" "$WORK/messages" 123 &
until_true test -e "$WORK/agent.ready"
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "listenerPath": $path,
  "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_NOTIFY"}]}' --arg path "$WORK/agent"
start_sleeper
fails rt exec "$ID" mkdir /x
has "No medium found" "$err"
equal 2 "$(wc -l <"$WORK/messages")"
equal "$(pid_of "$ID")" "$(head -n 1 "$WORK/messages" | jq .pid)"
tail -n 1 "$WORK/messages" >"$WORK/last"
equal "$(pid_of "$ID")" "$(jq .state.pid "$WORK/last")"
[ "$(jq .pid "$WORK/last")" != "$(pid_of "$ID")" ] || complain "the pid is that of the first process"
# Fails on crun: its state has no pid then
