# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Specification version": ociVersion is REQUIRED.
# Fails on runc: accepts its absence
config 'del(.ociVersion)'
fails rt run --bundle "$B" "$ID"
