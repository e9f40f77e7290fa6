# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Mounts": tmpcopyup.
mkdir -p "$B/rootfs/m/sub"
echo content >"$B/rootfs/m/sub/file"
chmod 640 "$B/rootfs/m/sub/file"
ln -s sub/file "$B/rootfs/m/link"
config '.mounts += [{"destination": "/m", "type": "tmpfs", "source": "m", "options": ["tmpcopyup"]}]'
script 'cat /m/link; stat -c %a /m/sub/file; echo new > /m/sub/file'
ok rt run --bundle "$B" "$ID"
equal "content 640" "$(xargs <<<"$out")"
equal content "$(cat "$B/rootfs/m/sub/file")"
