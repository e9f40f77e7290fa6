# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Seccomp": "If sending to this socket fails, the runtime MUST generate an error".
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "listenerPath": $path,
  "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_NOTIFY"}]}' --arg path "$WORK/agent"
fails rt run --bundle "$B" "$ID"
has "$WORK/agent" "$err"
fails rt state "$ID"
# A socket that nobody reads any more.
python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$WORK/agent"
fails rt run --bundle "$B" "$ID"
fails rt state "$ID"
