# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.user": uid, gid, additionalGids.
config '.process.user = {"uid": 1000, "gid": 1001, "additionalGids": [2000, 3000]}'
script 'echo "uid: $(id -u)"; echo "gid: $(id -g)"; echo "groups: $(id -G)"'
ok rt run --bundle "$B" "$ID"
equal 1000 "$(fact uid)"
equal 1001 "$(fact gid)"
equal "1001 2000 3000" "$(fact groups)"
