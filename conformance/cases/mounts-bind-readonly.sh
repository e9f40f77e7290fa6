# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Mounts": bind with ro.
mkdir "$WORK/data"
config '.mounts += [{"destination": "/test", "source": $data, "options": ["bind", "ro"]}]' --arg data "$WORK/data"
script 'touch /test/x 2>&1; true'
ok rt run --bundle "$B" "$ID"
has "Read-only file system" "$out"
