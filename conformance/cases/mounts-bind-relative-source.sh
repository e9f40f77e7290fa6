# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Mounts": a relative source of a bind mount is relative to the bundle.
mkdir "$B/data"
echo hello >"$B/data/file"
config '.mounts += [{"destination": "/test", "source": "data", "options": ["bind"]}]'
script 'cat /test/file'
cd /
ok rt run --bundle "$B" "$ID"
equal hello "$out"
