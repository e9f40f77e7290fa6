# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.ioPriority": priority is 0 to 7.
# Fails on runc: Debian's version predates it
config '.ociVersion = "1.2.0" | .process.ioPriority = {"class": "IOPRIO_CLASS_BE", "priority": 9}'
fails rt run --bundle "$B" "$ID"
