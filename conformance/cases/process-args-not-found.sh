# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a program that PATH does not have is said so, at create.
config '.process.args = ["no-such-program"]'
fails rt create --bundle "$B" "$ID"
has 'exec: "no-such-program": executable file not found in $PATH' "$err"
# Fails on crun: words it otherwise
