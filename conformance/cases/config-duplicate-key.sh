# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a duplicated key is refused: two readers of one document must not disagree.
# Fails on runc: the last one wins
# Fails on crun: one of them wins
sed -i 's/"hostname"/"hostname": "first", "hostname"/' "$B/config.json"
fails rt run --bundle "$B" "$ID"
has hostname "$err"
