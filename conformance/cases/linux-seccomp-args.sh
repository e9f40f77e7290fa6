# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Seccomp": arguments and operators: personality(0x8) is allowed, others are not.
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW",
  "syscalls": [{"names": ["umask"], "action": "SCMP_ACT_KILL_PROCESS", "args": [{"index": 0, "value": 63, "op": "SCMP_CMP_EQ"}]}]}'
script 'umask 022; umask 027; echo alive'
ok rt run --bundle "$B" "$ID"
equal alive "$out"
script 'umask 077'
exits 159 rt run --bundle "$B" "$ID"
