# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Lifecycle": a failing createRuntime hook MUST generate an error and stop the container; its words are shown.
cgroup_path
config '.hooks.createRuntime = [{"path": "/bin/sh", "args": ["sh", "-c", "echo hook complains >&2; exit 3"]}]'
config '.hooks.poststop = [{"path": "/bin/sh", "args": ["sh", "-c", "echo poststop > \($w)/poststop"]}]' --arg w "$WORK"
fails rt create --bundle "$B" "$ID"
has "hook complains" "$err"
fails rt state "$ID"
[ -e "$WORK/poststop" ] || complain "poststop hooks did not run"
# Fails on crun: does not show what the hook said
