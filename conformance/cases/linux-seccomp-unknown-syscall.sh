# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Seccomp": names the machine does not know are skipped: profiles are written for all machines.
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["not_a_syscall", "mkdir"], "action": "SCMP_ACT_ERRNO"}]}'
ok rt run --bundle "$B" "$ID"
