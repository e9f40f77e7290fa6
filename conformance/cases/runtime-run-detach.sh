# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: run --detach returns at once and leaves the container running.
config '.process.args = ["/bin/sleep", "600"]'
ok rt run --detach --bundle "$B" "$ID"
equal running "$(status_of "$ID")"
