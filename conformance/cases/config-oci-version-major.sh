# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Specification version": another major version is an error.
# Fails on runc: accepts any version
config '.ociVersion = "2.0.0"'
fails rt run --bundle "$B" "$ID"
has ociVersion "$err"
# Fails on crun: its message names no field
