# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Seccomp": each operator compares 64 bits, as the specification says.
number=$(awk '$2 == "__NR_getpgid" {print $3}' "/usr/include/$(uname -m)-linux-gnu/asm/unistd_64.h" 2>/dev/null)
[ -n "$number" ] || skip "needs this machine's table of system calls"
check() {
  local op=$1 value=$2 two=$3 given=$4 wanted=$5
  config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["getpgid"], "action": "SCMP_ACT_ERRNO", "errnoRet": 77,
    "args": [{"index": 1, "value": $v, "valueTwo": $t, "op": $op}]}]}' --argjson v "$value" --argjson t "$two" --arg op "$op"
  probe syscall "$number" 0 "$given" 0
  ok rt run --bundle "$B" "$ID"
  case $out in *EBADFD*) got=denied ;; *) got=allowed ;; esac
  equal "$op $value $given $wanted" "$op $value $given $got"
}
check SCMP_CMP_EQ 5 0 5 denied
check SCMP_CMP_EQ 5 0 4294967301 allowed
check SCMP_CMP_NE 5 0 5 allowed
check SCMP_CMP_NE 5 0 4294967301 denied
check SCMP_CMP_LT 4294967296 0 4294967295 denied
check SCMP_CMP_LT 4294967296 0 4294967296 allowed
check SCMP_CMP_LE 4294967296 0 4294967296 denied
check SCMP_CMP_GT 4294967295 0 4294967296 denied
check SCMP_CMP_GT 4294967296 0 5 allowed
check SCMP_CMP_GE 7 0 7 denied
check SCMP_CMP_GE 7 0 6 allowed
check SCMP_CMP_MASKED_EQ 15 5 21 denied
check SCMP_CMP_MASKED_EQ 15 5 22 allowed
