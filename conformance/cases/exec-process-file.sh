# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: --process reads a process object; its environment replaces the configuration's.
start_sleeper
cat >"$WORK/process.json" <<EOF
{"args": ["/bin/sh", "-c", "pwd; id -u; echo [\$A][\$B]"], "cwd": "/tmp", "env": ["A=1", "PATH=/bin"], "user": {"uid": 5, "gid": 6}}
EOF
config '.process.env += ["B=2"]'
ok rt exec --process "$WORK/process.json" "$ID"
equal "/tmp 5 [1][]" "$(xargs <<<"$out")"
