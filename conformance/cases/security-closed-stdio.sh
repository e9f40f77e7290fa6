# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: started without standard streams, the runtime never lets one of its own files become the program's.
script 'for n in 0 1 2; do readlink /proc/self/fd/$n; done >/streams'
try bash -c '"$@" <&- >&- 2>&-' bash "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
[ ! -e "$B/rootfs/streams" ] || equal "" "$(grep -v -e '^/dev/null$' -e '^/streams$' "$B/rootfs/streams")"
# Fails on runc: its own pipes become 1 and 2
