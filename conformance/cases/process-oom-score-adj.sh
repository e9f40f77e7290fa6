# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.oomScoreAdj".
config '.process.oomScoreAdj = 123 | .process.args = ["/bin/cat", "/proc/self/oom_score_adj"]'
ok rt run --bundle "$B" "$ID"
equal 123 "$out"
