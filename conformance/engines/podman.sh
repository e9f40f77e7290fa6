#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# podman.sh RUNTIME: Debian's podman with RUNTIME runs a container from a busybox tar it imported: foreground, exit codes,
# detached with exec, logs, stop, a port of errors, rm. Storage of its own under a temporary directory; wants root.
# Closing line: N passed, N failed, N skipped.
set -u
RUNTIME=$(realpath -s "$(command -v "$1")")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ "$(id -u)" = 0 ] || { echo "podman: 0 passed, 0 failed, 1 skipped: needs root"; exit 0; }
command -v podman >/dev/null || { echo "podman: 0 passed, 0 failed, 1 skipped: needs podman: make engines"; exit 0; }
work=$(mktemp -d "${TMPDIR:-/tmp}/podman-engine.XXXXXX")
# No configuration of the machine's: no registries, no default networks, a policy that accepts local images.
mkdir -p "$work"/{root,run,tmp,etc}
printf '{"default": [{"type": "insecureAcceptAnything"}]}\n' >"$work/etc/policy.json"
printf '[storage]\ndriver = "vfs"\nrunroot = "%s"\ngraphroot = "%s"\n' "$work/run" "$work/root" >"$work/etc/storage.conf"
cat >"$work/etc/containers.conf" <<EOF
[containers]
cgroupns = "${PODMAN_CGROUPNS:-host}"
default_sysctls = []
# More than the hard limits at hand would need CAP_SYS_RESOURCE, which machines in containers lack.
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
EOF
export CONTAINERS_CONF=$work/etc/containers.conf CONTAINERS_STORAGE_CONF=$work/etc/storage.conf TMPDIR=$work/tmp
podman() {
  timeout 90 podman --root "$work/root" --runroot "$work/run" --tmpdir "$work/tmp" --storage-driver vfs \
    --cgroup-manager cgroupfs --events-backend file --runtime "$RUNTIME" "$@" </dev/null
}
finish() {
  podman rm --all --force --time 0 >/dev/null 2>&1
  umount "$work"/root/* "$work"/run/* 2>/dev/null
  rm -rf "$work" 2>/dev/null
}
trap finish EXIT

passed=0 failed=0
# expect NAME STATUS TEXT COMMAND…: the command ends with STATUS and says TEXT.
expect() {
  local name=$1 wanted=$2 text=$3 status=0 output
  shift 3
  output=$("$@" 2>&1) || status=$?
  if [ "$status" = "$wanted" ] && [[ "$output" = *"$text"* ]]; then
    passed=$((passed + 1))
    echo "pass  $name"
  else
    failed=$((failed + 1))
    echo "FAIL  $name: status $status, wanted $wanted and '$text'"
    printf '%s\n' "$output" | sed 's/^/      | /'
  fi
}

tar -C "$("$here/../lib/rootfs")" -cf "$work/image.tar" .
expect "imports an image from a tar" 0 "" podman import "$work/image.tar" house/busybox
common=(--network none --security-opt seccomp=unconfined)
expect "runs in the foreground and shows output" 0 hello podman run --rm "${common[@]}" house/busybox echo hello
expect "passes the exit code on" 7 "" podman run --rm "${common[@]}" house/busybox sh -c 'exit 7'
expect "says 127 for a missing program" 127 "executable file not found" podman run --rm "${common[@]}" house/busybox nosuch
expect "says 126 for a file without x" 126 "permission denied" podman run --rm "${common[@]}" house/busybox /etc/passwd
expect "runs on the host's network" 0 lo podman run --rm --network host house/busybox ls /sys/class/net
expect "runs under podman's own seccomp profile" 0 "Seccomp:	2" podman run --rm --network none house/busybox grep Seccomp: /proc/self/status
expect "runs as a user" 0 1000 podman run --rm --user 1000 "${common[@]}" house/busybox id -u
mkdir "$work/volume"
expect "mounts a folder" 0 "" podman run --rm -v "$work/volume:/data" "${common[@]}" house/busybox sh -c 'echo inside > /data/file'
expect "whose content stays" 0 inside cat "$work/volume/file"
expect "runs a container in the background" 0 "" podman run -d --name background "${common[@]}" house/busybox \
  sh -c 'trap "echo stopped; exit 3" TERM; echo started; while true; do sleep 0.1; done'
expect "lists it" 0 background podman ps --format '{{.Names}} {{.Status}}'
expect "executes in it" 0 in-exec podman exec background echo in-exec
expect "passes on the exit code of exec" 5 "" podman exec background sh -c 'exit 5'
expect "executes with a terminal" 0 /dev/pts/ "$here/../lib/pty" timeout 60 podman --root "$work/root" --runroot "$work/run" --tmpdir "$work/tmp" \
  --storage-driver vfs --cgroup-manager cgroupfs --events-backend file --runtime "$RUNTIME" exec -t background tty
expect "shows its processes" 0 "sleep" podman top background -eo pid,comm
expect "pauses it" 0 "" podman pause background
expect "sees it paused" 0 paused podman inspect --format '{{.State.Status}}' background
expect "resumes it" 0 "" podman unpause background
expect "shows its log" 0 started podman logs background
expect "stops it" 0 "" podman stop --time 10 background
expect "keeps its exit code" 0 "exited 3" podman inspect --format '{{.State.Status}} {{.State.ExitCode}}' background
expect "has its last words" 0 stopped podman logs background
expect "starts it again" 0 "" podman start background
expect "kills it" 0 "" podman kill background
expect "sees 137" 0 137 podman wait background
expect "removes it" 0 "" podman rm background
expect "runs with a terminal" 0 /dev/pts/0 "$here/../lib/pty" timeout 60 podman --root "$work/root" --runroot "$work/run" --tmpdir "$work/tmp" \
  --storage-driver vfs --cgroup-manager cgroupfs --events-backend file --runtime "$RUNTIME" run --rm -t "${common[@]}" house/busybox tty
expect "limits memory" 0 67108864 podman run --rm --memory 64m "${common[@]}" house/busybox \
  sh -c 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max'
expect "limits processes" 0 "" podman run --rm --pids-limit 20 "${common[@]}" house/busybox true
expect "leaves nothing running" 0 "" podman ps --quiet
echo "podman: $passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
