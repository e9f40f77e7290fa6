# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: the host's /dev/null keeps its owner and mode.
before=$(stat -c '%u:%g %a' /dev/null)
config '.process.user = {"uid": 1000, "gid": 1000}'
status=0
rt run --bundle "$B" "$ID" </dev/null >/dev/null 2>&1 || status=$?
equal 0 "$status"
equal "$before" "$(stat -c '%u:%g %a' /dev/null)"
