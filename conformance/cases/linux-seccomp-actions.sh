# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Seccomp": actions TRAP, TRACE without a tracer, LOG and KILL as the kernel defines them.
run_with() {
  config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": $action}]}' \
    --arg action "$1"
}
script '(mkdir /x) 2>&1; echo "status: $?"'
run_with SCMP_ACT_LOG
ok rt run --bundle "$B" "$ID"
equal "status: 0" "$out"
rmdir "$B/rootfs/x"
run_with SCMP_ACT_TRACE
ok rt run --bundle "$B" "$ID"
has "Function not implemented" "$out"
for action in TRAP KILL KILL_THREAD KILL_PROCESS; do
  run_with SCMP_ACT_$action
  ok rt run --bundle "$B" "$ID"
  has "status: 159" "$out"
done
equal 0 "$(find "$B/rootfs" -maxdepth 1 -name x | wc -l)"
