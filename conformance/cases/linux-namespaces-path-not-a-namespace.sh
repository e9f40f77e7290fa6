# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Namespaces": a path that is no namespace is an error.
config '.linux.namespaces |= map(if .type == "network" then . + {"path": "/etc/passwd"} else . end)'
fails rt run --bundle "$B" "$ID"
