# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a container of a user who is not root is created, started, entered, seen, killed and deleted, without any cgroup.
unprivileged
config '.process.args = ["/bin/sleep", "600"]'
ok rt create --bundle "$B" "$ID"
equal created "$(status_of "$ID")"
ok rt exec "$ID" /bin/true
ok rt start "$ID"
equal running "$(status_of "$ID")"
ok rt exec "$ID" /bin/sh -c 'echo uid: $(id -u); echo map: $(cat /proc/self/uid_map); echo host: $(hostname)'
equal 0 "$(fact uid)"
equal "0 1000 1" "$(fact map)"
equal conform "$(fact host)"
has "$ID" "$(rt list -q)"
ok rt kill "$ID" KILL
until_true is "$ID" stopped
ok rt delete "$ID"
equal "" "$(ls -A "$ROOT")"
