# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: the program's stdout and stderr arrive where the runtime's do, bytes unchanged.
script 'printf "to stdout\n"; printf "to stderr\n" >&2; printf "\001\377" '
ok rt run --bundle "$B" "$ID"
equal "$(printf 'to stdout\n\001\377')" "$out"
equal "to stderr" "$err"
