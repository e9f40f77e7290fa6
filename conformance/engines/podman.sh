#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016 # words for shells in containers
# podman.sh RUNTIME [BUNDLE]: Debian's podman with RUNTIME runs a container from a busybox tar it imported: foreground,
# exit codes, detached with exec, logs, stop, a port of errors, rm; and images that BUNDLE committed and built. Storage of
# its own under a temporary directory; wants root.
# Closing line: N passed, N failed, N skipped.
set -u
RUNTIME=$(realpath -s "$(command -v "$1")")
BUNDLE=${2:+$(realpath -s "$(command -v "$2")")}
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
  umount "$work"/root/* "$work"/run/* "$work"/capsule/roots/* 2>/dev/null
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
# --- what bundle made
if [ -n "$BUNDLE" ]; then
  export CAPSULE_STORE=$work/store CAPSULE_RUN_ROOT=$work/capsule CAPSULE_RUNTIME=$RUNTIME
  b() { timeout 90 "$BUNDLE" "$@" </dev/null; }
  mkdir -p "$work/low/old/sub" && touch "$work/low/old/low" "$work/low/gone" && cp -a "$("$here/../lib/rootfs")/." "$work/low"
  tar -C "$work/low" -cf "$work/low.tar" .
  b import -c 'CMD ["/bin/sh"]' "$work/low.tar" low >/dev/null
  change='rm /gone; rm -rf /old; mkdir -m 750 /old; echo new >"/old/$(printf "n\\377")"; ln /old/n* /old/link; chown 5:6 /old/link
    echo secret >/v/x; ln -s old /short; mkfifo /pipe; touch -d @1 /then'
  expect "bundle changes a container" 0 "" b run --net none --name made -v /v low sh -c "$change"
  expect "and commits it" 0 "" b commit -c 'ENV MADE=yes' made made:1
  printf 'FROM made:1\nRUN echo built >/built && rm /short\nWORKDIR /old\nENTRYPOINT ["/bin/sh", "-c"]\n' >"$work/Dockerfile"
  expect "and builds on it" 0 "" b build -q --network none -t built:1 -f "$work/Dockerfile" "$work/etc"
  for form in oci-archive docker-archive; do
    for image in made:1 built:1; do b save --format $form -o "$work/${image%:1}.$form" $image >/dev/null; done
    expect "podman loads what was committed ($form)" 0 made podman load -q -i "$work/made.$form"
    expect "and finds what was changed, and nothing of volumes" 0 "750 5 6 2 new old p 1 yes" \
      podman run --rm "${common[@]}" localhost/made:1 sh -c 'echo $(stat -c %a /old) $(stat -c "%u %g %h" /old/link) $(cat /old/n*) \
        $(readlink /short) $(stat -c %A /pipe | cut -c 1) $(stat -c %Y /then) $MADE $(ls /gone /old/low /v/x 2>/dev/null)'
    expect "podman loads what was built ($form)" 0 built podman load -q -i "$work/built.$form"
    expect "and runs it" 0 "/old built" podman run --rm "${common[@]}" localhost/built:1 'echo $PWD $(cat /built) $(ls -d /short 2>/dev/null)'
    podman rmi -f localhost/made:1 localhost/built:1 >/dev/null 2>&1
  done
  b rm -fv made >/dev/null
fi
expect "leaves nothing running" 0 "" podman ps --quiet
echo "podman: $passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
