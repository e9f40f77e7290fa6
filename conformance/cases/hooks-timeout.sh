# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "POSIX-platform Hooks": timeout in seconds aborts the hook.
config '.hooks.createRuntime = [{"path": "/bin/sleep", "args": ["sleep", "30"], "timeout": 1}]'
before=$SECONDS
fails rt create --bundle "$B" "$ID"
[ $((SECONDS - before)) -lt 10 ] || complain "waited too long"
