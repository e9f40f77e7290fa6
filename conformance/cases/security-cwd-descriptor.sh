# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: a working directory named by a descriptor leads nowhere outside (CVE-2024-21626), in run and in exec.
with_open_directories() (
  for n in $(seq 3 20); do eval "exec $n</"; done
  "$@"
)
echo secret >"$WORK/secret"
script "cat ../../../../../../../../..$WORK/secret; cat /proc/self/cwd/..$WORK/secret"
for n in $(seq 3 20); do
  ln -sfn "/proc/self/fd/$n" "$B/rootfs/link"
  for cwd in "/proc/self/fd/$n" /link; do
    config '.process.cwd = $cwd' --arg cwd "$cwd"
    try with_open_directories rt run --bundle "$B" "$ID"
    hasnt secret "$out"
    rt delete --force "$ID" >/dev/null 2>&1 || true
  done
done
config '.process.cwd = "/"'
start_sleeper
for n in $(seq 3 20); do
  try with_open_directories rt exec --cwd "/proc/self/fd/$n" "$ID" cat "../../../../../../../../..$WORK/secret"
  hasnt secret "$out"
done
# Fails on crun: Debian's version has CVE-2024-21626
