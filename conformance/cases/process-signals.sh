# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: the program starts with no signal blocked or ignored, whatever the caller did.
probe signals
ok bash -c 'trap "" USR1 USR2 PIPE HUP; exec "$@"' x "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
equal 0000000000000000 "$(fact SigBlk)"
equal 0000000000000000 "$(fact SigIgn)"
