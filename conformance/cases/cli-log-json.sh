# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: --log with --log-format json: one object a line; the message of an error is its cause; stderr has it as well.
config '.process.args = ["/no/such"]'
fails "$RUNTIME" --root "$ROOT" --log "$WORK/log" --log-format json create --bundle "$B" "$ID"
equal error "$(jq -rs '.[-1].level' "$WORK/log")"
has "no such file or directory" "$(jq -rs '.[-1].msg' "$WORK/log" | tr '[:upper:]' '[:lower:]')"
equal 1 "$(wc -l <"$WORK/log")"
jq -rs '.[-1].time' "$WORK/log" | grep -qE '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]+)$' || complain "time"
has "o such file or directory" "$err"
