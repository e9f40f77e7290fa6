# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: update says that it leaves the device filter alone when it is given another (engines give the whole of
# linux.resources, and tools such as GPU hooks have changed the filter since).
needs ours
cgroup_path
config '.linux.resources.devices = [{"allow": false, "access": "rwm"}]'
start_sleeper
before=$(cat "/sys/fs/cgroup/devices/$ID/devices.list" 2>/dev/null || true)
jq .linux.resources "$B/config.json" >"$WORK/same.json"
ok rt update -r "$WORK/same.json" "$ID"
hasnt devices "$err"
echo '{"devices": [{"allow": true, "access": "rwm"}]}' >"$WORK/other.json"
ok rt update -r "$WORK/other.json" "$ID"
has "/devices: the device filter of a container is not changed by update" "$err"
equal "$before" "$(cat "/sys/fs/cgroup/devices/$ID/devices.list" 2>/dev/null || true)"
