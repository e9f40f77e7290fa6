# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a mask is never made from the image's /dev/null (CVE-2025-31133).
mkdir -p "$B/rootfs/dev"
config 'del(.mounts[] | select(.destination | startswith("/dev")))'
echo decoy >"$WORK/decoy"
ln -s /decoy "$B/rootfs/dev/null"
echo decoy >"$B/rootfs/decoy"
echo secret >"$B/rootfs/secret-file"
config '.linux.maskedPaths = ["/secret-file"]'
script 'cat /secret-file'
try rt run --bundle "$B" "$ID"
hasnt decoy "$out"
hasnt secret "$out"
