# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: NOTIFY on write, or as default, would stop the runtime itself, and is refused.
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "/x",
  "syscalls": [{"names": ["write"], "action": "SCMP_ACT_NOTIFY"}]}'
fails timeout 10 "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
has "SCMP_ACT_NOTIFY cannot be used for the write syscall" "$err"
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_NOTIFY", "listenerPath": "/x"}'
fails timeout 10 "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
has "SCMP_ACT_NOTIFY cannot be used as default action" "$err"
# Fails on crun: has other words
