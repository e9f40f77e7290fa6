# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Mounts": tmpcopyup.
mkdir -p "$B/rootfs/m/sub"
echo content >"$B/rootfs/m/sub/file"
chmod 640 "$B/rootfs/m/sub/file"
ln -s sub/file "$B/rootfs/m/link"
config '.mounts += [{"destination": "/m", "type": "tmpfs", "source": "m", "options": ["tmpcopyup"]}]'
# Names are bytes.
echo odd >"$B/rootfs/m/$(printf 'sub/\377')"
script 'cat /m/link; stat -c %a /m/sub/file; echo new > /m/sub/file; cat /m/sub/$(printf "\377")'
ok rt run --bundle "$B" "$ID"
equal "content 640 odd" "$(xargs <<<"$out")"
equal content "$(cat "$B/rootfs/m/sub/file")"
