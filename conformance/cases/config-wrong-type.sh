# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a value of another type is refused with its JSON pointer.
config '.process.cwd = 5'
fails rt run --bundle "$B" "$ID"
if [ "$NAME" = capsule-oci ]; then has /process/cwd "$err"; fi
