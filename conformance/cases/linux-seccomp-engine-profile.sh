# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: a profile as engines write them (400 names, three architectures) loads, and lets programs run and fork.
config '.linux.seccomp = $profile[0]' --slurpfile profile "$LIB/../../bundles/seccomp.json"
[ "$(uname -m)" = x86_64 ] || skip "the profile is for x86-64"
for user in 0 1000; do
  config '.process.user = {"uid": $user, "gid": $user}' --argjson user "$user"
  script 'ls / | head -n 1; (echo sub); mount -t tmpfs x /tmp 2>&1; grep -c "Seccomp:.2" /proc/self/status'
  for _ in 1 2; do
    ok rt run --bundle "$B" "$ID"
    has bin "$out"
    has sub "$out"
    has "ermi" "$out"
    has 1 "$out"
  done
done
