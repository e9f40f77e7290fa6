# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Kill"; engines write signals as numbers, names with and without SIG, in any case.
script 'trap "echo x >> /count" USR2; echo ready > /ready; while true; do sleep 0.02; done'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
until_true test -e "$B/rootfs/ready"
n=0
for signal in 12 USR2 SIGUSR2 usr2; do
  ok rt kill "$ID" "$signal"
  n=$((n + 1))
  until_true test "$(wc -l <"$B/rootfs/count" 2>/dev/null || echo 0)" -ge 0
  for _ in $(seq 50); do [ "$(wc -l <"$B/rootfs/count")" -ge $n ] && break; sleep 0.05; done
done
equal 4 "$(wc -l <"$B/rootfs/count")"
fails rt kill "$ID" NOSUCHSIGNAL
has "unknown signal" "$err"
fails rt kill "$ID" 999
# Fails on crun: Debian's version knows upper case only
