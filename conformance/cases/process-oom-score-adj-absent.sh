# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.oomScoreAdj": if not set, the runtime MUST NOT change it.
config '.process.args = ["/bin/cat", "/proc/self/oom_score_adj"]'
ok bash -c 'echo 77 >/proc/self/oom_score_adj; exec "$@"' x "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
equal 77 "$out"
