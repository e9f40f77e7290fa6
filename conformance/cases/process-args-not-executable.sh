# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a file without x is said so, at create.
config '.process.args = ["/etc/passwd"]'
fails rt create --bundle "$B" "$ID"
has 'exec: "/etc/passwd": permission denied' "$err"
# Fails on crun: words it otherwise
