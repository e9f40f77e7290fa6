# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a path that does not exist is said so, at create.
config '.process.args = ["/no/such"]'
fails rt create --bundle "$B" "$ID"
has 'exec: "/no/such": stat /no/such: no such file or directory' "$err"
# Fails on crun: words it otherwise
