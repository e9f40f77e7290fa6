# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: what is written inside a bind mount is on the host, and stays when the container is gone.
mkdir "$WORK/data"
config '.mounts += [{"destination": "/test", "source": $data, "options": ["rbind", "rw"]}]' --arg data "$WORK/data"
script 'echo from-inside > /test/file'
ok rt run --bundle "$B" "$ID"
equal from-inside "$(cat "$WORK/data/file")"
script 'cat /test/file'
ok rt run --bundle "$B" "$ID"
equal from-inside "$out"
