# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: a filter may notify the very calls that a runtime makes before the program runs.
"$LIB/seccomp-agent" "$WORK/agent" "$WORK/messages" &
until_true test -e "$WORK/agent.ready"
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "listenerPath": $path,
  "syscalls": [{"names": ["execve", "openat", "open", "read", "close", "fcntl", "capset", "setuid", "setresuid", "setgroups",
    "chdir", "getcwd", "prctl", "close_range", "connect", "sendmsg"], "action": "SCMP_ACT_NOTIFY"}]}' --arg path "$WORK/agent"
for privileged in true false; do
  config '.process.noNewPrivileges = $value' --argjson value "$privileged"
  script 'echo fine'
  ok rt run --bundle "$B" "$ID"
  equal fine "$out"
done
