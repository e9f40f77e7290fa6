# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: list as a table, as JSON on one line, and as ids.
start_sleeper
ok rt list
has "ID" "$out"
has "$ID" "$out"
has "running" "$out"
ok rt list -q
equal "$ID" "$out"
ok rt list --format json
equal "$ID" "$(jq -r '.[0].id' <<<"$out")"
equal running "$(jq -r '.[0].status' <<<"$out")"
