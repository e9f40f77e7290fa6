# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a read-only sysfs is read-only.
script 'grep " /sys " /proc/self/mountinfo | cut -d" " -f6'
ok rt run --bundle "$B" "$ID"
has ro "$out"
