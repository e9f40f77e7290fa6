# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: ids, groups, umask, cwd, limits and out-of-memory score, all at once, as the program sees them.
config '.process.user = {"uid": 7, "gid": 8, "umask": 18, "additionalGids": [9]} | .process.cwd = "/tmp" | .process.oomScoreAdj = 50
  | .process.rlimits = [{"type": "RLIMIT_NOFILE", "soft": 64, "hard": 128}]'
probe ids umask cwd oom limits
ok rt run --bundle "$B" "$ID"
equal "7 7 7 7" "$(fact Uid)"
equal "8 8 8 8" "$(fact Gid)"
equal 9 "$(fact Groups)"
equal 0022 "$(fact Umask)"
equal /tmp "$(fact cwd)"
equal 50 "$(fact oom)"
equal "64 128" "$(fact limit.Max-open-files)"
