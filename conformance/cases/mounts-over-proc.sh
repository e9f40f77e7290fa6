# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: nothing but the known files may be mounted below /proc.
# Fails on crun: allows it
config '.mounts += [{"destination": "/proc/self/attr", "type": "tmpfs", "source": "x"}]'
fails rt run --bundle "$B" "$ID"
# Fails on runc: Debian's version allows it
