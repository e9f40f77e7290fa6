# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.capabilities": empty sets leave nothing, for root as well.
config '.process.capabilities = {"bounding": [], "permitted": [], "effective": []}'
script 'sed -n "s/^Cap...:.//p" /proc/self/status | sort -u'
ok rt run --bundle "$B" "$ID"
equal 0000000000000000 "$out"
