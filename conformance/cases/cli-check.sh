# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: check names everything that is wrong with a bundle at once, by JSON pointer.
needs ours
config '.process.cwd = "relative" | .process.rlimits = [{"type": "RLIMIT_X", "soft": 2, "hard": 1}] | .rootPropagation = "x"'
fails rt check "$B"
has /process/cwd "$out$err"
has /process/rlimits/0 "$out$err"
has /rootPropagation "$out$err"
