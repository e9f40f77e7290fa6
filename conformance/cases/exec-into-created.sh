# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: exec works in a created container and leaves it created.
ok rt create --bundle "$B" "$ID"
ok rt exec "$ID" echo hello
equal hello "$out"
equal created "$(status_of "$ID")"
