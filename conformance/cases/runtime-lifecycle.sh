# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Lifecycle": create leaves created, start makes it running, the end of the program makes it stopped.
config '.process.args = ["/bin/sleep", "600"]'
ok rt create --bundle "$B" "$ID"
equal created "$(status_of "$ID")"
ok rt start "$ID"
equal running "$(status_of "$ID")"
ok rt kill "$ID" KILL
until_true is "$ID" stopped
ok rt delete "$ID"
fails rt state "$ID"
has "does not exist" "$err"
# Fails on crun: words it otherwise: the container's status file is missing
