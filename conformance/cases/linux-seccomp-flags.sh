# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Seccomp": flags; TSYNC and LOG are accepted, an unknown one is refused.
for flags in '[]' '["SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG"]' '["SECCOMP_FILTER_FLAG_SPEC_ALLOW"]'; do
  config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "flags": $flags,
    "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]}' --argjson flags "$flags"
  script 'mkdir /x 2>&1'
  fails rt run --bundle "$B" "$ID"
  has "not permitted" "$out"
done
config '.linux.seccomp.flags = ["SECCOMP_FILTER_FLAG_BOGUS"]'
fails rt run --bundle "$B" "$ID"
hasnt "not permitted" "$out"
# Fails on runc: Debian's version knows no flags
