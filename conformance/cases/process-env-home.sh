# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: HOME comes from the container's passwd file when the environment has none; "/" for unknown users.
config '.process.env = ["PATH=/bin"] | .process.args = ["/bin/sh", "-c", "echo $HOME"]'
ok rt run --bundle "$B" "$ID"
equal /root "$out"
config '.process.user = {"uid": 1000, "gid": 1000}'
ok rt run --bundle "$B" "$ID"
equal /home "$out"
config '.process.user = {"uid": 4242, "gid": 1000}'
ok rt run --bundle "$B" "$ID"
equal / "$out"
# Fails on crun: Debian's version sets none for unknown users
