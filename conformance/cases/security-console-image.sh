# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: what the image has at /dev/console, /dev/ptmx and /dev/pts is never opened or bound as the terminal
# (CVE-2025-52565).
mkdir "$WORK/host"
echo decoy >"$WORK/host/file"
config 'del(.mounts[] | select(.destination == "/dev")) | .process.terminal = true'
ln -s "$WORK/host/file" "$B/rootfs/dev/console"
mkdir -p "$B/rootfs/dev/pts"
script 'echo typed >/dev/console; tty; echo typed >/dev/tty'
try "$LIB/pty" "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
equal decoy "$(cat "$WORK/host/file")"
equal file "$(ls "$WORK/host")"
