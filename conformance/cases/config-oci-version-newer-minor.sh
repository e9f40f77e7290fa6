# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Specification version": SemVer: a newer minor version is compatible.
# Fails on crun: Debian's version refuses it
config '.ociVersion = "1.9.0"'
ok rt run --bundle "$B" "$ID"
