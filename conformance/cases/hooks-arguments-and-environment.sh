# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "POSIX-platform Hooks": args with argv[0], env.
config '.hooks.createRuntime = [{"path": "/bin/busybox", "args": ["env"], "env": ["A=1", "B=two words"]}]'
config '.hooks.createRuntime[0] = {"path": "/bin/sh", "args": ["myname", "-c", "echo $0 $1; env | sort", "zero", "one"], "env": ["A=1", "B=two words"]}'
config '.hooks.createRuntime[0].args[2] = ("(echo $0 $1; env | grep -E \"^(A|B|HOME|LEAK)=\" | sort) > " + $w)' --arg w "$WORK/log"
LEAK=1 HOME=/root ok rt create --bundle "$B" "$ID"
equal "$(printf 'zero one\nA=1\nB=two words')" "$(cat "$WORK/log")"
