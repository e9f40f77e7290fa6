# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: a container that keeps the runtime's image open while others exec cannot write to it later (CVE-2019-5736).
script 'exec 2>/dev/null
while [ ! -e /stop ]; do
  for exe in /proc/[0-9]*/exe; do
    case $(readlink "$exe") in */busybox | "") continue ;; esac
    (exec 9<"$exe"; echo seen >>/seen; sleep 0.1; (: >>/proc/self/fd/9) && readlink /proc/self/fd/9 >>/written)
  done
done'
ok rt run --detach --bundle "$B" "$ID"
for _ in $(seq 60); do rt exec "$ID" true >/dev/null 2>&1 </dev/null; done
touch "$B/rootfs/stop"
before=$(stat -c %Y "$(realpath "$RUNTIME")")
equal "" "$(cat "$B/rootfs/written" 2>/dev/null)"
equal "$before" "$(stat -c %Y "$(realpath "$RUNTIME")")"
