# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: nobody but the owner can look into the state directory, whatever the umask.
umask 0
start_sleeper
equal 700 "$(stat -c %a "$ROOT/$ID")"
# Fails on runc: 0711
