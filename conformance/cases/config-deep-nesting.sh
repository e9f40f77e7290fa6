# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: nesting deeper than any configuration needs is refused.
printf '{"ociVersion":"1.0.2","x":%s%s}' "$(printf '[%.0s' {1..500})" "$(printf ']%.0s' {1..500})" >"$B/config.json"
fails rt run --bundle "$B" "$ID"
