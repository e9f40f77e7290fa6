# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Lifecycle", steps 7 to 9: poststart hooks run when the startContainer hooks have ended and the
# program runs.
# Fails on runc: start does not wait for its init
# Fails on crun: start does not wait for its init
config '.hooks.startContainer = [{"path": "/bin/sh", "args": ["sh", "-c", "sleep 0.5; echo done > /started"]}]'
config '.hooks.poststart = [{"path": "/bin/sh", "args": ["sh", "-c", "cat \($started) > \($seen)"]}]' \
  --arg started "$B/rootfs/started" --arg seen "$WORK/seen"
config '.process.args = ["/bin/sleep", "600"]'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
equal "done" "$(cat "$WORK/seen")"
equal sleep "$(cat "/proc/$(pid_of "$ID")/comm")"
