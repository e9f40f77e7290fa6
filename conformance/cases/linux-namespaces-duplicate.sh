# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Namespaces": duplicated types MUST be an error.
config '.linux.namespaces += [{"type": "ipc"}]'
fails rt run --bundle "$B" "$ID"
# Fails on crun: Debian's version accepts it
