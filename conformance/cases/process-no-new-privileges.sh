# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.noNewPrivileges".
script 'grep NoNewPrivs /proc/self/status'
ok rt run --bundle "$B" "$ID"
equal "NoNewPrivs: 1" "$(xargs <<<"$out")"
config '.process.noNewPrivileges = false'
ok rt run --bundle "$B" "$ID"
equal "NoNewPrivs: 0" "$(xargs <<<"$out")"
