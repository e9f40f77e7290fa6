# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: /etc/passwd is read inside the root file system, wherever its link points.
mkdir "$WORK/host"
echo 'root:x:0:0:root:/leaked:/bin/sh' >"$WORK/host/passwd"
config '.process.env = ["PATH=/bin"]'
script 'echo "home: $HOME"'
rm "$B/rootfs/etc/passwd"
for target in "$WORK/host/passwd" "../../../../../../../../..$WORK/host/passwd" /proc/self/environ /dev/zero /; do
  ln -sfn "$target" "$B/rootfs/etc/passwd"
  try timeout 10 "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
  [ "$status" != 124 ] || complain "hangs on $target"
  hasnt leaked "$out"
done
# Fails on crun: Debian's version reads /dev/zero for ever
