# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.rlimits".
config '.process.rlimits = [{"type": "RLIMIT_NOFILE", "soft": 100, "hard": 200}, {"type": "RLIMIT_CORE", "soft": 0, "hard": 0}]'
script 'ulimit -Sn; ulimit -Hn; ulimit -Hc'
ok rt run --bundle "$B" "$ID"
equal "100 200 0" "$(xargs <<<"$out")"
