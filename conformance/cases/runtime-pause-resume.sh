# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: pause freezes every process of the container, resume thaws them.
cgroup_path
needs controller-freezer
script 'while true; do echo x >> /count; sleep 0.01; done'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
until_true test -s "$B/rootfs/count"
ok rt pause "$ID"
equal paused "$(status_of "$ID")"
before=$(wc -l <"$B/rootfs/count")
sleep 0.2
equal "$before" "$(wc -l <"$B/rootfs/count")"
ok rt resume "$ID"
equal running "$(status_of "$ID")"
sleep 0.2
[ "$(wc -l <"$B/rootfs/count")" -gt "$before" ] || complain "still frozen"
