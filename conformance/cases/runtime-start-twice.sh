# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Start": starting a container that is not created MUST generate an error and change nothing.
start_sleeper
before=$(pid_of "$ID")
fails rt start "$ID"
has "cannot start an already running container" "$err"
equal "$before" "$(pid_of "$ID")"
equal running "$(status_of "$ID")"
# Fails on crun: its message is about a missing exec.fifo
