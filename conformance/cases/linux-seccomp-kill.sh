# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Seccomp": SCMP_ACT_KILL_PROCESS.
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_KILL_PROCESS"}]}'
config '.process.args = ["/bin/mkdir", "/x"]'
exits 159 rt run --bundle "$B" "$ID"
