# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a console socket without a terminal is refused.
fails rt create --bundle "$B" --console-socket "$WORK/s" "$ID"
has "console socket" "$err"
