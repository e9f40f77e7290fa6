#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2015,SC2016,SC2317 # words for shells in containers; good never fails; finish is a trap
# rootless.sh BUNDLE RUNTIME: what `bundle` does with containers for a user without privileges, one line a behaviour:
# once for a user whom the machine lends users (subuid(5)), once for one who is alone.
# It is started by root, which makes such a user in a mount namespace of its own, where /etc/passwd, /etc/subuid and
# /etc/subgid are others; nothing of the machine's is touched. Closing line: N passed, N failed, N skipped.
set -u
[ "$(id -u)" = 0 ] || [ -n "${ROOTLESS_KIND:-}" ] || { echo "rootless: 0 passed, 0 failed, 1 skipped: needs root"; exit 0; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ -z "${ROOTLESS_INSIDE:-}" ]; then
  ROOTLESS_INSIDE=1 exec unshare --mount --net "$0" "$(realpath -s "$(command -v "$1")")" "$(realpath -s "$(command -v "$2")")"
fi

# --- root's part
if [ -z "${ROOTLESS_KIND:-}" ]; then
  work=$(mktemp -d "${TMPDIR:-/tmp}/bundle-rootless.XXXXXX")
  # shellcheck source=../lib/outside
  . "$here/../lib/outside"
  finish() {
    end_outside
    umount -l /etc/subuid /etc/subgid /etc/passwd /dev/net/tun 2>/dev/null
    rm -rf "$work"
  }
  trap finish EXIT
  chmod 755 "$work"
  mkdir "$work/bin" "$work/case" "$work/lib"
  install -m 755 "$1" "$work/bin/bundle"
  install -m 755 "$2" "$work/bin/capsule-oci"
  install -m 755 "$0" "$work/case/rootless.sh"
  install -m 755 "$here/../lib/pty" "$work/lib/pty"
  cp -a "$("$here/../lib/rootfs")" "$work/image"
  mkdir -p "$work/image/old" "$work/image/www" "$work/image/data"
  touch "$work/image/old/low"
  echo 'Hello World' >"$work/image/www/index.html"
  # Root has further groups, as in Alpine's images.
  echo 'daemon:x:1:root' >>"$work/image/etc/group"
  echo owned >"$work/image/owned"
  chown 5:6 "$work/image/owned"
  tar -C "$work/image" -cf "$work/image.tar" .
  chmod 644 "$work/image.tar"
  uid=54321
  { cat /etc/passwd; echo "capsule-tester:x:$uid:$uid::/nonexistent:/bin/sh"; } >"$work/passwd"
  mount --bind "$work/passwd" /etc/passwd
  if [ -c /dev/net/tun ] && mknod -m 666 "$work/tun" c 10 200 2>/dev/null; then mount --bind "$work/tun" /dev/net/tun; fi
  : >"$work/ids"
  for file in subuid subgid; do
    # Where there is none, nobody is lent anything, which is what the second round wants.
    [ ! -e /etc/$file ] || mount --bind "$work/ids" /etc/$file
  done
  # pasta wants an interface with a route.
  start_outside "$work"
  status=0
  for kind in lent alone; do
    slirp=$(command -v slirp4netns)
    if [ $kind = alone ] && [ -n "$slirp" ] && command -v pasta >/dev/null; then mount --bind /dev/null "$slirp"; fi
    [ $kind = alone ] || echo 'capsule-tester:300000:65536' >"$work/ids"
    [ $kind = lent ] || : >"$work/ids"
    mkdir "$work/$kind" "$work/$kind/home" "$work/$kind/run"
    chown -R $uid:$uid "$work/$kind"
    setpriv --reuid $uid --regid $uid --clear-groups --inh-caps=-all \
      env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin ROOTLESS_INSIDE=1 ROOTLESS_KIND=$kind HOME="$work/$kind/home" \
      XDG_RUNTIME_DIR="$work/$kind/run" IMAGE="$work/image.tar" \
      "$work/case/rootless.sh" "$work/bin/bundle" "$work/bin/capsule-oci" || status=1
  done
  exit $status
fi

# --- the user's part
kind=$ROOTLESS_KIND BUNDLE=$1 RUNTIME=$2
export CAPSULE_RUNTIME=$RUNTIME
cd "$HOME" || exit 1
b() { timeout 60 "$BUNDLE" "$@"; }
passed=0 failed=0 skipped=0
good() {
  passed=$((passed + 1))
  echo "pass  $kind: $1"
}
bad() {
  failed=$((failed + 1))
  echo "FAIL  $kind: $1: $2"
}
skip() {
  skipped=$((skipped + 1))
  echo "skip  $kind: $1"
}
# expect NAME STATUS TEXT COMMAND…: the command ends with STATUS and says TEXT.
expect() {
  local name=$1 wanted=$2 text=$3 status=0 output
  shift 3
  output=$("$@" 2>&1 </dev/null) || status=$?
  if [ "$status" = "$wanted" ] && [[ "$output" = *"$text"* ]]; then
    good "$name"
  else
    bad "$name" "status $status, wanted $wanted and '$text', got '$output'"
  fi
}
# exactly NAME TEXT COMMAND…: the command says TEXT on standard output and nothing else there.
exactly() {
  local name=$1 text=$2 output
  shift 2
  output=$("$@" 2>/dev/null </dev/null)
  if [ "$output" = "$text" ]; then good "$name"; else bad "$name" "wanted '$text', got '$output'"; fi
}
eventually() {
  local n
  for ((n = 0; n < 100; n++)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.05
  done
  return 1
}
show() { b inspect --format "$1" "$2"; }
if [ "$kind" = lent ] && ! { command -v newuidmap && [ -s /etc/subuid ]; } >/dev/null; then
  echo "rootless: $kind: 0 passed, 0 failed, 1 skipped: needs newuidmap (apt install uidmap) and an /etc/subuid"
  exit 0
fi

expect "imports the image" 0 "sha256:" b import -c 'CMD ["/bin/sh"]' -c 'VOLUME /data' "$IMAGE" box
alone=(--rm --net none)
exactly "its program is root" "0 0" b run "${alone[@]}" box sh -c 'echo $(id -u) $(id -g)'
if [ "$kind" = lent ]; then
  exactly "files have their owners" "5 6" b run "${alone[@]}" box stat -c '%u %g' /owned
  exactly "other users are there" "1000 1000" b run "${alone[@]}" -u user box sh -c 'echo $(id -u) $(id -g)'
  exactly "root has its groups" "0 1" b run "${alone[@]}" -u root box id -G
  exactly "nothing is said of it" "" bash -c "'$BUNDLE' run --rm --net none box true 2>&1"
else
  exactly "all files are root's" "0 0" b run "${alone[@]}" box stat -c '%u %g' /owned
  expect "other users are refused" 125 "user namespace" b run "${alone[@]}" -u user box id
  exactly "root's groups are its own" "0" b run "${alone[@]}" -u root box id -G
  expect "others are refused" 125 "one group" b run "${alone[@]}" --group-add 5 box true
  expect "and it is said why" 0 "lend capsule-tester no users" b run "${alone[@]}" box true
fi
exactly "on the machine it is the user" "$(id -u)" bash -c "
  '$BUNDLE' run -d --rm --net none --name who box sleep 100 >/dev/null
  stat -c %u /proc/\$('$BUNDLE' inspect --format '{{.State.Pid}}' who); '$BUNDLE' rm -f who >/dev/null"
expect "the host's files are the user's to change, no others" 1 "" b run "${alone[@]}" -v /etc:/host box touch /host/passwd
expect "limits are refused" 125 "cgroups" b run "${alone[@]}" --memory 16m box true
expect "networks of plugins are refused" 125 "root's" b run --rm --net other box true
exactly "--net host is ours" "$(readlink /proc/self/ns/net)" b run --rm --net host box readlink /proc/self/ns/net
exactly "statuses come back" 7 bash -c "'$BUNDLE' run --rm --net none box sh -c 'exit 7' 2>/dev/null; echo \$?"
tty=$("$(dirname "$0")/../lib/pty" -i 'tty\nexit 3\n' "$BUNDLE" run -it --rm --net none box sh; echo "status $?")
[[ "$tty" = */dev/pts/0* && "$tty" = *"status 3"* ]] && good "-it gives a terminal" || bad "-it gives a terminal" "$tty"

b run -d --net none --name one -v named:/named -v "$HOME:/home" box sh -c '
  rm -rf /old; mkdir /old; echo new >/old/new; echo kept >/named/note; echo shared >/home/note; sleep 1000' 2>/dev/null >/dev/null
eventually test -s "$HOME/note"
exactly "a folder of the user's is shared" shared cat "$HOME/note"
exactly "exec" "kept" b exec one cat /named/note
exactly "a later call finds it" "one running" bash -c "'$BUNDLE' ps --format '{{.Names}} {{.State}}'"
exactly "diff" "C /old
D /old/low
A /old/new" b diff one
expect "top shows its processes, without a cgroup" 0 "sleep 1000" b top one
expect "pause needs a cgroup" 1 "cgroup" b pause one
expect "cp" 0 "" b cp one:/old/new "$HOME/out"
exactly "to a file of the user's" "new $(id -u)" bash -c "echo \$(cat out) \$(stat -c %u out)"
expect "commit" 0 "sha256:" b commit -c 'CMD ["cat", "/old/new"]' one made
exactly "the committed image runs, what was hidden stays hidden" "new new" \
  bash -c "echo \$('$BUNDLE' run --rm --net none made 2>/dev/null) \$('$BUNDLE' run --rm --net none made ls /old 2>/dev/null)"
exactly "stop" one b stop -t 0 one
exactly "start, and the files are there" new bash -c "'$BUNDLE' start one >/dev/null 2>&1; '$BUNDLE' exec one cat /old/new"
kill -9 "$(sed -n 's/.*"monitor": \([0-9]*\).*/\1/p' "$HOME/.local/share/capsule/containers/$(show '{{.Id}}' one)/container.json")"
exactly "without its monitor it can be removed" one b rm -fv one
exactly "a volume goes" named b volume rm named

if { command -v slirp4netns || command -v pasta; } >/dev/null && [ -w /dev/net/tun ]; then
  port=$((20000 + $$ % 20000))
  b run -d -p $port:80 --name web box httpd -f -p 80 -h /www >/dev/null 2>&1
  fetch() { curl -s --max-time 3 "http://127.0.0.1:$port/"; }
  eventually fetch
  exactly "a published port answers" "Hello World" fetch
  exactly "a container that joins its network finds it" "Hello World" \
    b run --rm --net container:web box wget -q -O - http://127.0.0.1/
  exactly "port tells" "0.0.0.0:$port" b port web 80
  exactly "its own address is in its /etc/hosts" "10.0.2.100" \
    b exec web sh -c 'grep -w web /etc/hosts | cut -f1'
  expect "a port is given once" 125 "already allocated" b run --rm -p "$port:80" box true
  expect "a low port is refused with the reason" 125 "ip_unprivileged_port_start" b run --rm -p 80:80 box true
  exactly "it reaches what is outside, as the machine" "192.0.2.2 from 192.0.2.1" b exec web wget -q -O - http://192.0.2.2/
  exactly "and asks the machine's servers for names" "Address: 192.0.2.2" \
    bash -c "'$BUNDLE' exec web nslookup far.example | grep '^Address: '"
  exactly "so does a build" "far.example from 192.0.2.1" \
    bash -c "printf 'FROM box\nRUN wget -q -O /page http://192.0.2.2/ --header \"Host: far.example\" && cat /page\n' | '$BUNDLE' build --progress plain -f - --no-cache . 2>&1 | grep -o 'far.example from [0-9.]*' | tail -n 1"
  program=slirp4netns
  [ -x /usr/bin/slirp4netns ] || program=pasta
  # It has closed its /proc to others, so it is nobody's by pgrep -u.
  expect "the network is $program" 0 "$program" pgrep -a -f "$XDG_RUNTIME_DIR/capsule/netns"
  b rm -fv web >/dev/null
  exactly "nothing answers then" "" fetch
else
  skip "networks: need slirp4netns or pasta, and a /dev/net/tun that may be opened"
fi

mkdir context && echo copied >context/file
printf 'FROM box\nCOPY file /copied\nRUN rm -rf /old && mkdir /old && echo "$(id -u) $(cat /copied)" >/old/built\n' >context/Dockerfile
exactly "build" 0 bash -c "'$BUNDLE' build -t built context >build.log 2>&1; echo \$?"
exactly "the image runs, what was hidden stays hidden" "built 0 copied" \
  b run "${alone[@]}" built sh -c 'echo $(ls /old) $(cat /old/built)'
exactly "build --squash -v" 0 \
  bash -c "'$BUNDLE' build --squash -v '$PWD/context:/seen:ro' --build-arg X=1 -t built context >build.log 2>&1; echo \$?"
exactly "a squashed image runs, too" "built 0 copied" \
  b run "${alone[@]}" built sh -c 'echo $(ls /old) $(cat /old/built)'
exactly "in one layer on the base's" 2 b inspect --format '{{len .RootFS.Layers}}' built
printf 'FROM scratch\nARG TARGETARCH\nCOPY file /for-$TARGETARCH\n' >context/Both
exactly "build for two processors" 0 \
  bash -c "'$BUNDLE' build --platform linux/amd64,linux/arm64 -f context/Both -o both context >build.log 2>&1; echo \$?"
exactly "has the files of both" "both/linux_amd64/for-amd64 both/linux_arm64/for-arm64" bash -c 'echo both/*/*'
expect "limits of RUN are refused" 1 "cgroups" b build --memory 16m context
mapfile -t left < <(b ps -aq)
[ ${#left[@]} = 0 ] || b rm -fv "${left[@]}" >/dev/null 2>&1
expect "images go" 0 "" b rmi made built box
b prune --build --force >/dev/null 2>&1
# What holds the namespaces ends a moment after its last user.
processes() {
  pgrep -u "$(id -u)" -f 'hold-namespaces|bundle monitor'
  pgrep -f "$XDG_RUNTIME_DIR/capsule"
}
none() { [ -z "$(processes)" ]; }
eventually none
exactly "no process is left" "" processes
exactly "no file" "" find "$HOME/.local/share/capsule/"{layers,containers,volumes,tmp} "$XDG_RUNTIME_DIR/capsule/"{netns,networks,roots,runtime} \
  -mindepth 1 ! -name names
echo "rootless: $kind: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
