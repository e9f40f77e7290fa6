# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: spec writes a configuration that runs, and never over another.
mkdir "$WORK/new"
cd "$WORK/new"
ok rt spec
cp -a "$B/rootfs" .
jq '.process.terminal = false | .process.args = ["/bin/echo", "hello"]' config.json >x
fails rt spec
mv x config.json
ok rt run "$ID"
equal hello "$out"
