# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: exec --tty opens a shell with a terminal in the container.
start_sleeper
ok "$LIB/pty" -i 'tty; echo made > /made; exit 5\n' "$RUNTIME" --root "$ROOT" exec --tty "$ID" sh -c 'sh; echo "status $?"'
has /dev/pts/ "$out"
has "status 5" "$out"
equal made "$(cat "$B/rootfs/made")"
