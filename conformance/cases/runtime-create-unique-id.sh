# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Create": if the ID provided is not unique, the implementation MUST generate an error.
ok rt create --bundle "$B" "$ID"
before=$(pid_of "$ID")
fails rt create --bundle "$B" "$ID"
has "container with given ID already exists" "$err"
equal "$before" "$(pid_of "$ID")"
equal created "$(status_of "$ID")"
# Fails on crun: says "container `ID` already exists"
