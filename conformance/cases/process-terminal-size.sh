# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094,SC2034
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.consoleSize".
config '.process.terminal = true | .process.consoleSize = {"height": 33, "width": 99}'
probe terminal
"$LIB/receive-console" "$WORK/console" "$WORK/output" &
until_true test -S "$WORK/console"
ok rt run --detach --console-socket "$WORK/console" --bundle "$B" "$ID"
until_true grep -q 'terminal.2: ' "$WORK/output"
out=$(tr -d '\r' <"$WORK/output")
equal 33x99 "$(fact terminal.0)"
equal 33x99 "$(fact terminal.2)"
