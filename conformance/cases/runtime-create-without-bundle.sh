# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Create": without a valid bundle there is an error, and no container.
mkdir "$WORK/empty"
fails rt create --bundle "$WORK/empty" "$ID"
has "config.json" "$err"
fails rt state "$ID"
