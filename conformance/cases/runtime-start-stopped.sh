# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Start": a stopped container cannot be started again.
script 'true'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
until_true is "$ID" stopped
fails rt start "$ID"
has "cannot start a container that has stopped" "$err"
# Fails on crun: its message is about a missing exec.fifo
