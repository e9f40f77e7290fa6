# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: --option=value and --option value; the id before or after the options.
ok "$RUNTIME" --root="$ROOT" create --bundle="$B" --pid-file="$WORK/pid" "$ID"
ok rt kill "$ID" KILL
until_true is "$ID" stopped
ok rt delete "$ID"
