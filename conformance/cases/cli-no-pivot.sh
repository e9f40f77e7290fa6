# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: --no-pivot.
script 'ls /proc/1/exe >/dev/null; grep -c " / " /proc/self/mountinfo; pwd'
ok rt run --no-pivot --bundle "$B" "$ID"
has / "$out"
