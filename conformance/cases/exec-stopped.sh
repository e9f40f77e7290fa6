# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: exec in a stopped container is refused.
script 'true'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
until_true is "$ID" stopped
fails rt exec "$ID" true
has "stopped" "$err"
