# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Masked Paths".
mkdir "$B/rootfs/secret-dir"
echo secret >"$B/rootfs/secret-dir/file"
echo secret >"$B/rootfs/secret-file"
config '.linux.maskedPaths = ["/secret-dir", "/secret-file", "/no/such", "/proc/keys"]'
script 'ls /secret-dir; cat /secret-file; cat /proc/keys 2>/dev/null; touch /secret-dir/x 2>/dev/null && echo writable; echo end'
ok rt run --bundle "$B" "$ID"
equal end "$out"
