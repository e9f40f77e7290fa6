# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Root": readonly.
config '.root.readonly = true'
script 'touch /x 2>&1; touch /dev/shm/y && echo shm'
ok rt run --bundle "$B" "$ID"
has "Read-only file system" "$out"
has shm "$out"
