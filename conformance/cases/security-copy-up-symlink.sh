# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: copying a directory up into a tmpfs copies links as links, and nothing that they lead to.
mkdir "$WORK/host" "$B/rootfs/data"
echo secret >"$WORK/host/secret"
ln -s "$WORK/host" "$B/rootfs/data/directory"
ln -s "$WORK/host/secret" "$B/rootfs/data/file"
echo kept >"$B/rootfs/data/kept"
mkfifo "$B/rootfs/data/fifo"
config '.mounts += [{"destination": "/data", "type": "tmpfs", "source": "tmpfs", "options": ["tmpcopyup"]}]'
script 'cat /data/kept; readlink /data/file; cat /data/file /data/directory/secret'
try timeout 10 "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
[ "$status" != 124 ] || complain "hangs"
hasnt secret$'\n'secret "$out"
equal "kept $WORK/host/secret" "$(xargs <<<"$out")"
# Fails on runc: cannot copy a FIFO
