# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Lifecycle": a failing poststop hook is warned about; the others run, delete succeeds.
config '.hooks.poststop = [{"path": "/bin/false"}, {"path": "/bin/sh", "args": ["sh", "-c", "echo second > \($w)/log"]}]' --arg w "$WORK"
script 'true'
ok rt run --bundle "$B" "$ID"
equal second "$(cat "$WORK/log")"
fails rt state "$ID"
# Fails on runc: Debian's version stops at the first failure
