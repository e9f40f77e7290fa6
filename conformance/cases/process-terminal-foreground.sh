# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: run with a terminal relays the caller's terminal.
config '.process.terminal = true'
script 'tty; read -r line; echo "typed $line"; stty -a | grep -o -- "-\?onlcr"'
ok "$LIB/pty" -i 'hello\n' "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
has /dev/pts/0 "$out"
has "typed hello" "$out"
