# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: the pid file holds the decimal pid without a newline, and belongs to the caller's directory.
config '.process.args = ["/bin/sleep", "600"]'
mkdir "$WORK/elsewhere"
cd "$WORK/elsewhere"
ok rt create --bundle "$B" --pid-file pid "$ID"
equal "$(pid_of "$ID")" "$(cat "$WORK/elsewhere/pid")"
equal 0 "$(tail -c 1 "$WORK/elsewhere/pid" | tr -dc '\n' | wc -c)"
# Fails on crun: resolves it after changing to the bundle
