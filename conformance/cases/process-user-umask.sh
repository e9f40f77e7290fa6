# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.user.umask"; 0022 when absent.
script 'umask'
umask 077
ok rt run --bundle "$B" "$ID"
equal 0022 "$out"
config '.process.user.umask = 23'
ok rt run --bundle "$B" "$ID"
equal 0027 "$out"
