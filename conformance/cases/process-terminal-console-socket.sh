# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.terminal"; the console socket gets one message with one descriptor, a terminal.
config '.process.terminal = true'
script 'tty; test -t 0 && test -t 1 && test -t 2 && echo all; ls -l /dev/console; stty size'
config '.process.consoleSize = {"height": 31, "width": 97}'
"$LIB/receive-console" "$WORK/console" "$WORK/output" &
until_true test -S "$WORK/console"
ok rt create --bundle "$B" --console-socket "$WORK/console" "$ID"
ok rt start "$ID"
until_true grep -q '31 97' "$WORK/output"
out=$(tr -d '\r' <"$WORK/output")
has /dev/pts/0 "$out"
has all "$out"
equal 1 "$(fact descriptors)"
equal 1 "$(fact tty)"
