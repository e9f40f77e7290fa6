# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Delete": a container that is not stopped MUST NOT be deleted, with an error.
start_sleeper
fails rt delete "$ID"
has "not stopped" "$err"
equal running "$(status_of "$ID")"
# Fails on crun: words it otherwise
