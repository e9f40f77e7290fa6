# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "POSIX-platform Hooks": the state is passed over stdin.
config '.hooks.createRuntime = [{"path": "/bin/sh", "args": ["sh", "-c", "cat > \($w)/state.json"]}] | .annotations = {"a": "b"}' --arg w "$WORK"
ok rt create --bundle "$B" "$ID"
equal "$ID" "$(jq -r .id "$WORK/state.json")"
equal creating "$(jq -r .status "$WORK/state.json")"
equal "$B" "$(jq -r .bundle "$WORK/state.json")"
equal b "$(jq -r .annotations.a "$WORK/state.json")"
equal "$(pid_of "$ID")" "$(jq -r .pid "$WORK/state.json")"
# Fails on crun: Debian's version says created in createRuntime hooks
