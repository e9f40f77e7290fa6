# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: socket activation: LISTEN_FDS descriptors are passed, LISTEN_PID is 1.
script 'echo "$LISTEN_FDS $LISTEN_PID"; cat <&3'
echo three >"$WORK/3"
ok bash -c 'export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"' x "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID" 3<"$WORK/3"
equal "1 1 three" "$(xargs <<<"$out")"
# Fails on crun: Debian's version loses LISTEN_FDS when the configuration has an environment
