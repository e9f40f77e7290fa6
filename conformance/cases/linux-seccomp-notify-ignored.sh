# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Seccomp": listenerPath is ignored when no rule notifies.
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "/nonexistent/agent", "listenerMetadata": "m"}'
ok rt run --bundle "$B" "$ID"
# Fails on crun: connects nevertheless
