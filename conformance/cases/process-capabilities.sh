# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.capabilities": the five sets, exactly.
config '.process.capabilities = {
  "bounding": ["CAP_CHOWN", "CAP_KILL"], "permitted": ["CAP_CHOWN", "CAP_KILL"],
  "effective": ["CAP_KILL"], "inheritable": ["CAP_KILL"], "ambient": ["CAP_KILL"]}'
config '.process.user = {"uid": 1000, "gid": 1000}'
script 'sed -n "s/^Cap/cap/p" /proc/self/status'
ok rt run --bundle "$B" "$ID"
has "capBnd:	0000000000000021" "$out"
has "capAmb:	0000000000000020" "$out"
has "capInh:	0000000000000020" "$out"
has "capEff:	0000000000000020" "$out"
