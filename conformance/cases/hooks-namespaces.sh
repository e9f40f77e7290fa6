# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md: createRuntime hooks run in the runtime's namespaces, createContainer hooks in the container's.
for hook in createRuntime createContainer; do
  config '.hooks[$h] = [{"path": "/bin/sh", "args": ["sh", "-c", "readlink /proc/self/ns/mnt > \($w)/\($h)"]}]' --arg h "$hook" --arg w "$WORK"
done
ok rt create --bundle "$B" "$ID"
equal "$(readlink /proc/self/ns/mnt)" "$(cat "$WORK/createRuntime")"
equal "$(readlink "/proc/$(pid_of "$ID")/ns/mnt")" "$(cat "$WORK/createContainer")"
