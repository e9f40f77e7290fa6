# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Rootfs Mount Propagation": one of four words.
# Fails on crun: accepts any
config '.linux.rootfsPropagation = "sideways"'
fails rt run --bundle "$B" "$ID"
