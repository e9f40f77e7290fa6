# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: NOTIFY_SOCKET: a detached run returns when the container has said READY=1, which is passed on to the service
# manager with the main process's pid on the host (sd_notify(3)); what else it says is not.
# Fails on crun: it hands the socket itself in, and does not wait
probe true
config '.process.args = ["/bin/sh", "-c", "/probe notify $NOTIFY_SOCKET STATUS=begun; sleep 0.5; touch /ready; /probe notify $NOTIFY_SOCKET READY=1; exec sleep 600"]'
python3 - "$WORK/manager.sock" >"$WORK/heard" <<'PYTHON' &
import socket, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
listener.settimeout(20)
words = b""
while b"READY=1" not in words or b"MAINPID=" not in words:
    words += listener.recv(4096) + b"\n"
print(words.decode())
PYTHON
listener=$!
until_true test -S "$WORK/manager.sock"
export NOTIFY_SOCKET=$WORK/manager.sock
ok rt run --detach --bundle "$B" "$ID"
[ -e "$B/rootfs/ready" ] || complain "run returned before the container was ready"
wait "$listener" || complain "the manager heard nothing"
grep -qx READY=1 "$WORK/heard" || complain "heard: $(cat "$WORK/heard")"
grep -qx "MAINPID=$(pid_of "$ID")" "$WORK/heard" || complain "heard: $(cat "$WORK/heard")"
hasnt STATUS "$(cat "$WORK/heard")"
unset NOTIFY_SOCKET
ok rt delete --force "$ID"
equal "" "$(ls -A "$ROOT")"
