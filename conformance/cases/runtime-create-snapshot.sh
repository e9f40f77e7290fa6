# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Create": changes made to config.json after create MUST NOT affect the container.
script 'echo first > /result'
ok rt create --bundle "$B" "$ID"
script 'echo second > /result'
ok rt start "$ID"
until_true test -s "$B/rootfs/result"
equal first "$(cat "$B/rootfs/result")"
