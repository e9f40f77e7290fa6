# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: run --keep leaves a stopped container behind.
script 'exit 3'
exits 3 rt run --keep --bundle "$B" "$ID"
equal stopped "$(status_of "$ID")"
ok rt delete "$ID"
# Fails on crun: Debian's version knows no --keep
