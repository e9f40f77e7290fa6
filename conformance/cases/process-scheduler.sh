# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.scheduler".
# Fails on runc: Debian's version predates it
# Fails on crun: Debian's version predates it
config '.ociVersion = "1.2.0" | .process.scheduler = {"policy": "SCHED_BATCH", "nice": 5}'
script 'cut -d" " -f19,41 /proc/self/stat'
ok rt run --bundle "$B" "$ID"
equal "5 3" "$out"
