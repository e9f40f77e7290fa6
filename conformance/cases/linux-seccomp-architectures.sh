# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Seccomp": architectures; one that no filter can hold is refused, not dropped.
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X86_64", "SCMP_ARCH_X32",
  "SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"], "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]}'
script 'mkdir /x 2>&1'
fails rt run --bundle "$B" "$ID"
has "not permitted" "$out"
for name in SCMP_ARCH_S390X SCMP_ARCH_NONE; do
  config '.linux.seccomp.architectures = [$name]' --arg name "$name"
  fails rt run --bundle "$B" "$ID"
  hasnt "not permitted" "$out"
done
