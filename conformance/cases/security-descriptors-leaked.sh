# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: descriptors that the caller left open, on directories of the host, reach no program (CVE-2024-21626's class).
with_open_directories() (
  for n in $(seq 3 40); do eval "exec $n</"; done
  "$@"
)
# The fourth is ls's own.
config '.process.args = ["/bin/ls", "/proc/self/fd"]'
ok with_open_directories rt run --bundle "$B" "$ID"
equal "0 1 2 3" "$(xargs <<<"$out")"
start_sleeper
ok with_open_directories rt exec "$ID" ls /proc/self/fd
equal "0 1 2 3" "$(xargs <<<"$out")"
equal "0 1 2" "$(cd "/proc/$(pid_of "$ID")/fd" && echo *)"
