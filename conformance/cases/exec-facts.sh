# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: exec gives the container's confinement: capabilities, no-new-privileges, seccomp, limits, groups.
probe sleep 60000
config '.process.rlimits = [{"type": "RLIMIT_NOFILE", "soft": 64, "hard": 128}] | .process.user.additionalGids = [9]
  | .linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_ERRNO"}]}'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
ok rt exec "$ID" /probe caps seccomp limits ids fds
equal 2 "$(fact Seccomp)"
equal 1 "$(fact NoNewPrivs)"
equal "64 128" "$(fact limit.Max-open-files)"
equal "$(sed -n 's/^CapEff:\t//p' "/proc/$(pid_of "$ID")/status")" "$(fact CapEff)"
equal "" "$(fact fd.3)"
has 9 "$(fact Groups)"
# Fails on crun: Debian's version gives an exec neither the limits nor no-new-privileges of the container
# Fails on runc: Debian's version sometimes passes its own raised soft limit on
