# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "State": pid is the container process as seen by the runtime.
start_sleeper
equal sleep "$(cat "/proc/$(pid_of "$ID")/comm")"
has NSpid "$(grep NSpid "/proc/$(pid_of "$ID")/status")"
equal 1 "$(awk '/^NSpid/{print $NF}' "/proc/$(pid_of "$ID")/status")"
