# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: events prints statistics at every interval and ends by itself, with status 0, when the container is gone.
# Fails on crun: it has no events
cgroup_path
start_sleeper
rt events --interval 100ms "$ID" >"$WORK/events" &
until_true test -s "$WORK/events"
ok rt delete --force "$ID"
status=0
wait $! || status=$?
equal 0 "$status"
equal stats "$(jq -r .type "$WORK/events" | sort -u)"
