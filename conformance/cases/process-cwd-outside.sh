# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a cwd reached through a leaked descriptor is refused (CVE-2024-21626).
for n in 3 4 5 6 7 8 9 10 11 12; do
  config '.process.cwd = $path | .process.args = ["/bin/cat", "config.json"]' --arg path "/proc/self/fd/$n"
  try rt run --bundle "$B" "$ID" 7</ 8<"$B"
  hasnt ociVersion "$out"
  [ "$status" != 0 ] || complain "descriptor $n"
  rt delete --force "$ID" >/dev/null 2>&1 || true
done
# Fails on crun: Debian's version has CVE-2024-21626
