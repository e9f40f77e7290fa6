# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Seccomp": SCMP_ACT_ERRNO with errnoRet.
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"],
  "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28}]}'
script 'mkdir /x 2>&1; grep ^Seccomp: /proc/self/status'
ok rt run --bundle "$B" "$ID"
has "No space left on device" "$out"
equal "Seccomp: 2" "$(grep ^Seccomp <<<"$out" | xargs)"
