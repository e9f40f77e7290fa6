# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a user is a number, the whole of it; never root by accident (CVE-2026-30892's class).
start_sleeper
for user in 0 1 1000 4294967294; do
  ok rt exec --user "$user" "$ID" id -u
  equal "$user" "$out"
done
for user in 4294967296 99999999999999999999 -1 0x0 1x " 1" "1:" ":1" 1:2:3 ""; do
  try rt exec --user "$user" "$ID" id -u
  [ "$status" != 0 ] || case $user:$out in 1::1) ;; *) complain "accepted '$user' as $out" ;; esac
done
# Fails on runc: takes the empty one and ` 1`
# Fails on crun: Debian's version wraps numbers
