# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: missing destinations are made, for directories and for files.
mkdir -p "$WORK/data"
echo hello >"$WORK/data/file"
config '.mounts += [
  {"destination": "/new/dir", "source": $data, "options": ["bind"]},
  {"destination": "/new/one/file", "source": ($data + "/file"), "options": ["bind"]}]' --arg data "$WORK/data"
script 'cat /new/dir/file /new/one/file'
ok rt run --bundle "$B" "$ID"
equal "hello hello" "$(xargs <<<"$out")"
