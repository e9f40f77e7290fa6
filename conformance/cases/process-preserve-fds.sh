# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: --preserve-fds N passes 3 … 2+N, and only those.
script 'cat <&3; cat <&4; ls /proc/self/fd | wc -l'
echo three >"$WORK/3"
echo four >"$WORK/4"
ok rt run --preserve-fds 2 --bundle "$B" "$ID" 3<"$WORK/3" 4<"$WORK/4" 5</
equal "three four 6" "$(xargs <<<"$out")"
