# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: capabilities added to an exec are never inheritable or ambient (CVE-2022-29162).
start_sleeper
for arguments in "" "--cap CAP_NET_RAW"; do
  # shellcheck disable=SC2086 # words
  ok rt exec $arguments "$ID" grep ^Cap /proc/self/status
  equal 0000000000000000 "$(sed -n 's/^CapInh:\s*//p' <<<"$out")"
  equal 0000000000000000 "$(sed -n 's/^CapAmb:\s*//p' <<<"$out")"
done
