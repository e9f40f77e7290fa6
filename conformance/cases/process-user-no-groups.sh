# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: the caller's supplementary groups are not kept (CVE-2023-25173's class).
config '.process.user = {"uid": 1000, "gid": 1000}'
script 'grep ^Groups: /proc/self/status'
ok setpriv --groups 27,28 "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
equal "Groups:" "$(xargs <<<"$out")"
