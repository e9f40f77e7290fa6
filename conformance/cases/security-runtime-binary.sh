# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: the container cannot reach the runtime's binary through /proc/self/exe (CVE-2019-5736).
config '.process.capabilities |= map_values(. + ["CAP_SYS_PTRACE"])'
before=$(sha256sum <"$(realpath "$RUNTIME")")
ln -s /proc/self/exe "$B/rootfs/self"
config '.process.args = ["/self", "--version"]'
try rt run --bundle "$B" "$ID"
rt delete --force "$ID" >/dev/null 2>&1 || true
script 'while [ ! -e /stop ]; do for e in /proc/[0-9]*/exe; do ( : >> $e ) 2>/dev/null; done; done'
ok rt run --detach --bundle "$B" "$ID"
for _ in $(seq 20); do rt exec "$ID" /self --version >/dev/null 2>&1 </dev/null || true; done
touch "$B/rootfs/stop"
equal "$before" "$(sha256sum <"$(realpath "$RUNTIME")")"
