# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Masked Paths": values MUST be absolute.
# Fails on runc: accepts it
# Fails on crun: accepts it
config '.linux.maskedPaths = ["proc/keys"]'
fails rt run --bundle "$B" "$ID"
