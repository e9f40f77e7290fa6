# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: an image whose /etc/passwd is a FIFO cannot hang the runtime.
# Fails on runc: opens it and waits for ever
# Fails on crun: opens it and waits for ever
rm "$B/rootfs/etc/passwd"
mkfifo "$B/rootfs/etc/passwd"
config '.process.env = ["PATH=/bin"] | .process.args = ["/bin/true"]'
try timeout 5 "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
[ "$status" != 124 ] || complain "hangs"
