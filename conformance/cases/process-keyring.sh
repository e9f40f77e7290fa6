# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a session keyring of its own, unless --no-new-keyring.
script 'grep -c "_ses.$1" /proc/keys'
config '.process.args += ["x", $id]' --arg id "$ID"
try rt run --bundle "$B" "$ID"
[ -e /proc/keys ] || skip "needs /proc/keys"
equal 1 "$out"
# Fails on crun: names it otherwise
