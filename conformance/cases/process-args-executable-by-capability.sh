# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "capabilities": CAP_DAC_OVERRIDE lets a user execute what only its owner may.
mkdir "$B/rootfs/private"
cp "$B/rootfs/bin/busybox" "$B/rootfs/private/true"
chmod 700 "$B/rootfs/private/true"
config '.process.user = {"uid": 1000, "gid": 100} | .process.args = ["/private/true"]
  | .process.capabilities |= with_entries(.value -= ["CAP_DAC_OVERRIDE"])'
fails rt run --bundle "$B" "$ID"
has "permission denied" "$err"
config '.process.capabilities = (["bounding", "effective", "permitted", "inheritable", "ambient"]
  | map({key: ., value: ["CAP_DAC_OVERRIDE"]}) | from_entries)'
ok rt run --bundle "$B" "$ID"
