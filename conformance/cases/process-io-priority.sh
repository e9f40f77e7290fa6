# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.ioPriority".
# Fails on runc: Debian's version predates it
# Fails on crun: Debian's version predates it
config '.ociVersion = "1.2.0" | .process.ioPriority = {"class": "IOPRIO_CLASS_IDLE", "priority": 4} | .process.args = ["/bin/ionice"]'
ok rt run --bundle "$B" "$ID"
has idle "$out"
