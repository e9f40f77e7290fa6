# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Namespaces": a path of another type MUST be an error.
config '.linux.namespaces |= map(if .type == "network" then . + {"path": "/proc/1/ns/uts"} else . end)'
fails rt run --bundle "$B" "$ID"
if [ "$NAME" = capsule-oci ]; then
  has /proc/1/ns/uts "$err"
  has uts "$err"
fi
