# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Hostname".
script 'hostname'
ok rt run --bundle "$B" "$ID"
equal conform "$out"
