# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: the log file exists after a success as well; engines read it unconditionally.
ok "$RUNTIME" --root "$ROOT" --log "$WORK/log" --log-format json create --bundle "$B" "$ID"
[ -e "$WORK/log" ] || complain "no log file"
equal 0 "$(wc -c <"$WORK/log")"
