#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2015,SC2016 # words for shells in containers; good never fails
# containers.sh BUNDLE RUNTIME: what `bundle` does with containers, volumes and networks, one line a behaviour.
# A store of its own in a temporary folder, mounts and network in namespaces of their own: nothing of the machine's is
# touched. Wants root. Closing line: N passed, N failed, N skipped.
set -u
[ "$(id -u)" = 0 ] || { echo "containers: 0 passed, 0 failed, 1 skipped: needs root"; exit 0; }
BUNDLE=$(realpath -s "$(command -v "$1")") RUNTIME=$(realpath -s "$(command -v "$2")")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ "${CONTAINERS_INSIDE:-}" != 1 ]; then
  CONTAINERS_INSIDE=1 exec unshare --mount --net "$0" "$BUNDLE" "$RUNTIME"
fi
ip link set lo up 2>/dev/null || busybox ifconfig lo up
work=$(mktemp -d "${TMPDIR:-/tmp}/bundle-containers.XXXXXX")
export CAPSULE_STORE=$work/store CAPSULE_RUN_ROOT=$work/run CAPSULE_RUNTIME=$RUNTIME
b() { timeout 60 "$BUNDLE" "$@"; }
finish() {
  mapfile -t left < <(b ps -aq)
  [ ${#left[@]} = 0 ] || b rm -fv "${left[@]}" >/dev/null 2>&1
  rm -rf "$work"
}
trap finish EXIT

# shellcheck source=words
. "$here/words"
eventually() {
  local n
  for ((n = 0; n < 100; n++)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.05
  done
  return 1
}
show() { b inspect --format "$1" "$2"; }

rootfs=$("$here/../lib/rootfs")
cp -a "$rootfs" "$work/image"
mkdir -p "$work/image/data/inner" "$work/image/www"
echo seeded >"$work/image/data/seed"
odd=$(printf 'n\377')
echo bytes >"$work/image/data/$odd"
chown 1000:1000 "$work/image/data" "$work/image/data/seed"
chmod 2750 "$work/image/data"
echo 'Hello World' >"$work/image/www/index.html"
mkdir "$work/image/old" && touch "$work/image/old/low" "$work/image/old/lower"
tar -C "$work/image" -cf "$work/image.tar" .
expect "imports the image" 0 "" b import -c 'CMD ["/bin/sh"]' -c 'ENV GREETING=hello' -c 'VOLUME /data' \
  -c 'EXPOSE 80' "$work/image.tar" box

# --- run
alone=(--rm --net none)
exactly "run shows the program's output and nothing else" hi b run "${alone[@]}" box echo hi
expect "run ends with the program's status" 7 "" b run "${alone[@]}" box sh -c 'exit 7'
expect "a signal's end is 128 and its number" 143 "" b run "${alone[@]}" --pid host box sh -c 'kill -TERM $$; sleep 1'
expect "127 for a program that is not there" 127 "executable file not found" b run "${alone[@]}" box nosuch
expect "126 for one that cannot be executed" 126 "permission denied" b run "${alone[@]}" box /etc/passwd
expect "125 for an image that is not there" 125 "nosuch" b run --pull never "${alone[@]}" nosuch
expect "125 for an option that means nothing" 125 "-v" b run -v a:b:c:d "${alone[@]}" box true
exactly "input goes in with -i" word bash -c "echo word | '$BUNDLE' run -i --rm --net none box cat"
exactly "and does not without" "" bash -c "echo word | '$BUNDLE' run --rm --net none box cat"
exactly "errors are told apart from output" out bash -c "'$BUNDLE' run --rm --net none box sh -c 'echo out; echo err >&2' 2>/dev/null"
exactly "variables of the image and of -e" "hello 1" b run "${alone[@]}" -e A=1 box sh -c 'echo $GREETING $A'
exactly "the user's name is looked up in the container" "1000 1000 1000 2000" b run "${alone[@]}" -u user box sh -c 'echo $(id -u) $(id -g) $(id -G)'
expect "an unknown user is refused" 125 "nobody-here" b run "${alone[@]}" -u nobody-here box true
exactly "the working directory" /tmp b run "${alone[@]}" -w /tmp box pwd
exactly "the host name, in the kernel and in /etc" "web web" b run "${alone[@]}" --hostname web box sh -c 'echo $(hostname) $(cat /etc/hostname)'
expect "hosts that were added" 0 "1.2.3.4" b run "${alone[@]}" --add-host a:1.2.3.4 box cat /etc/hosts
exactly "the entry point in place of the image's command" "x" b run "${alone[@]}" --entrypoint echo box x
expect "a read-only root" 1 "Read-only" b run "${alone[@]}" --read-only box touch /x
exactly "a file system in memory is writable then" ok b run "${alone[@]}" --read-only --tmpfs /t -u user box sh -c 'echo ok >/t/f; cat /t/f'
exactly "capabilities are dropped" 0000000000000000 b run "${alone[@]}" --cap-drop ALL box sh -c 'grep CapEff /proc/self/status | cut -f2'
exactly "the standard seccomp profile is on" 2 b run "${alone[@]}" box sh -c 'grep Seccomp: /proc/self/status | cut -f2'
exactly "and off when asked" 0 b run "${alone[@]}" --security-opt seccomp=unconfined box sh -c 'grep Seccomp: /proc/self/status | cut -f2'
expect "mount is refused inside" 1 "ermi" b run "${alone[@]}" box mount -t tmpfs t /tmp
expect "limits of processes hold" 2 "fork" b run "${alone[@]}" --pids-limit 4 box sh -c 'for i in 1 2 3 4 5 6; do sleep 1 & done; true'
exactly "--ulimit" 77 b run "${alone[@]}" --ulimit nofile=77 box sh -c 'ulimit -n'
expect "--restart is refused with what to do" 125 "start -a" b run --restart always box true
tty=$("$here/../lib/pty" -i 'tty\nstty size\nexit 3\n' "$BUNDLE" run -it --rm --net none box sh; echo "status $?")
[[ "$tty" = */dev/pts/0* && "$tty" = *"status 3"* ]] && good "-it gives a terminal" || bad "-it gives a terminal" "$tty"
exactly "nothing is left of --rm" "" b ps -aq
if [ -e /sys/fs/cgroup/memory/memory.limit_in_bytes ]; then
  b run --net none --name hungry --memory 16m box sh -c 'head -c 64000000 /dev/zero | tail -c 63000000' >/dev/null 2>&1
  exactly "killed for want of memory, and inspect says so" "true 137" show '{{.State.OOMKilled}} {{.State.ExitCode}}' hungry
  b rm -v hungry >/dev/null
else
  skipped=$((skipped + 1))
  echo "skip  memory: no controller of version 1"
fi

# --- the life of a detached container
id=$(b run -d --net none --name life box sh -c 'trap "echo bye; exit 5" TERM; echo up; echo bad >&2; while true; do sleep 0.05; done')
[[ "$id" =~ ^[0-9a-f]{64}$ ]] && good "-d prints the id" || bad "-d prints the id" "$id"
eventually bash -c "'$BUNDLE' logs life | grep -q up"
expect "logs shows what was written" 0 "up" b logs life
expect "with times" 0 "T" b logs -t --tail 1 life
expect "ps shows it" 0 "Up " b ps
exactly "by its name and status" "life running" b ps --format '{{.Names}} {{.State}}'
exactly "filters" "" b ps -q --filter name=nobody
exactly "found by the beginning of its id" life show '{{slice .Name 1}}' "${id:0:8}"
exactly "inspect tells the pid of its program" "$(show '{{.State.Pid}}' life)" bash -c "'$RUNTIME' --root '$work/run/runtime' state '$id' | sed -n 's/.*\"pid\": *\([0-9]*\).*/\1/p'"
for kind in pid ipc uts mnt net; do
  [ "$(readlink "/proc/$(show '{{.State.Pid}}' life)/ns/$kind")" != "$(readlink "/proc/self/ns/$kind")" ] &&
    good "its $kind namespace is its own" || bad "its $kind namespace" "is ours"
done
expect "a name is one container's" 125 "in use" b run --name life --net none box true
expect "exec runs beside it" 4 "beside" b exec life sh -c 'echo beside; exit 4'
exactly "exec with user, variable, directory" "1000 v /tmp" b exec -u user -e V=v -w /tmp life sh -c 'echo $(id -u) $V $(pwd)'
exactly "exec -i" in bash -c "echo in | '$BUNDLE' exec -i life cat"
expect "exec of nothing is 127" 127 "not found" b exec life nosuch
tty=$("$here/../lib/pty" -i 'tty\nexit 6\n' "$BUNDLE" exec -it life sh; echo "status $?")
[[ "$tty" = */dev/pts/* && "$tty" = *"status 6"* ]] && good "exec -it gives a terminal" || bad "exec -it" "$tty"
expect "top shows its processes" 0 "sh -c" b top life
b pause life >/dev/null
exactly "paused" paused show '{{.State.Status}}' life
expect "exec is refused while paused" 125 "paused" b exec life true
b unpause life >/dev/null
exactly "and goes on" running show '{{.State.Status}}' life
expect "rm refuses what runs" 1 "running" b rm life
b rename life other
expect "renamed" 0 "" b exec other true
exactly "stop sends its signal" other b stop other
exactly "and the status is kept" "exited 5" show '{{.State.Status}} {{.State.ExitCode}}' other
expect "the last words are in the log" 0 bye b logs other
exactly "start starts it again" other b start other
exactly "kill" other b kill other
exactly "wait tells the status" 137 b wait other
exactly "start -a shows the output again" "up" bash -c "timeout -s KILL 1 true; '$BUNDLE' start other >/dev/null; sleep 0.3; '$BUNDLE' logs --tail 2 other 2>/dev/null | head -1"
b rm -fv other >/dev/null
exactly "rm -f removes" "" b ps -aq
b run -d --rm --net none --name brief box sh -c 'sleep 0.3; exit 9' >/dev/null
exactly "wait knows the status of what removes itself" 9 b wait brief
eventually bash -c "[ -z \"\$('$BUNDLE' ps -aq)\" ]" && good "and it is gone" || bad "--rm -d" "is still there"

# --- what a killed monitor leaves
b run -d --net none --name orphan box sleep 100 >/dev/null
kill -9 "$(sed -n 's/.*"monitor": \([0-9]*\).*/\1/p' "$CAPSULE_STORE"/containers/*/container.json)"
eventually true
expect "without its monitor a container runs on" 0 "running" show '{{.State.Status}}' orphan
expect "and can be removed" 0 "" b rm -fv orphan
exactly "with everything" "" bash -c "grep -F '$work' /proc/self/mounts; ls '$work/run/netns' '$work/run/networks' 2>/dev/null | grep -v : | grep -v leases"

b run -d --rm --net none --name orphan box sh -c 'if [ -e /seen ]; then echo again; sleep 100; fi; touch /seen; sleep 100' >/dev/null
eventually b exec orphan test -e /seen
upper=$(show '{{.GraphDriver.Data.UpperDir}}' orphan)
kill -9 "$(sed -n 's/.*"monitor": \([0-9]*\).*/\1/p' "$CAPSULE_STORE"/containers/*/container.json)"
kill -9 "$(show '{{.State.Pid}}' orphan)"
eventually test "$(show '{{.State.Status}}' orphan)" = exited
expect "one that keeps nothing, on a mount that is never synced, starts again with what it wrote" 0 orphan b start orphan
eventually bash -c "'$BUNDLE' logs orphan | grep -q again" && good "and sees it" || bad "a volatile mount after its monitor's end" "$(ls -l "$upper")"
b rm -fv orphan >/dev/null

# --- volumes
b run -d --net none --name vol -v /test -v named:/named -v "$work/host:/host" -v "$work/image:/ro:ro" box sleep 100 >/dev/null
exactly "an image's volume is seeded, with owner and mode" "seeded 1000 2750" b exec vol sh -c 'echo $(cat /data/seed) $(stat -c "%u %a" /data)'
exactly "names are bytes" bytes b exec vol sh -c 'cat "/data/$(printf "n\377")"'
expect "also when they are copied out" 0 "" b cp vol:/data "$work/copied"
exactly "as they are" bytes cat "$work/copied/$odd"
b exec vol sh -c 'echo a >/test/a; echo b >/named/b; echo c >/host/c'
exactly "a named volume's folder has the file" b cat "$CAPSULE_STORE/volumes/named/_data/b"
exactly "a host folder has it" c cat "$work/host/c"
expect "read-only is" 1 "Read-only" b exec vol touch /ro/x
expect "a volume in use is not removed" 1 "used by" b volume rm named
exactly "three volumes" 3 bash -c "'$BUNDLE' volume ls -q | wc -l"
upper=$(show '{{.GraphDriver.Data.UpperDir}}' vol)
exactly "nothing of volumes, nor /etc/hosts, is in the container's layer" "" find "$upper" -mindepth 1
b rm -fv vol >/dev/null
exactly "rm -v keeps those with names" named b volume ls -q
exactly "content comes back" b b run "${alone[@]}" -v named:/n box cat /n/b
exactly "and goes with the volume" named b volume rm named

# --- cp
b run -d --net none --name files box sleep 100 >/dev/null
mkdir -p "$work/from/sub"
echo one >"$work/from/one"
expect "cp of a folder in" 0 "" b cp "$work/from" files:/tmp/new
expect "and back" 0 "" b cp files:/tmp/new/. "$work/back-$$" || true
expect "a file comes out" 0 "" b cp files:/tmp/new/one "$work/out"
exactly "whole" one cat "$work/out"
b exec files ln -s / /tmp/root
b exec files ln -s /etc/shadow-of-host /tmp/link
expect "a link in the container stays in it" 0 "" b cp "$work/out" files:/tmp/root/escaped
[ ! -e /escaped ] && expect "the file is inside" 0 one b exec files cat /escaped || bad "cp" "wrote to the host"
expect "what is not there is said" 1 "no such file" b cp files:/nope "$work/"
b stop -t 0 files >/dev/null
expect "cp of a container that does not run" 0 "" b cp files:/escaped "$work/later"
b rm -fv files >/dev/null

# --- from a container to an image
commit() { SOURCE_DATE_EPOCH=1000000 b commit "$@"; }
layer() { show '{{range .RootFS.Layers}}{{.}}{{"\n"}}{{end}}' "$1" | grep sha256 | tail -1; }
entries() { tar -tf <(b save --format docker-archive "$1" | tar -xO "$(layer "$1" | cut -d: -f2)/layer.tar"); }
b run -d --net none --name made -v /test -v "$work/host:/host" -e MODE=made --label kind=test box sh -c '
  rm /www/index.html; rm -rf /old; mkdir /old; echo new >/old/new; echo 1 >/etc/passwd-extra
  echo secret >/test/secret; echo secret >/host/secret; echo 9.9.9.9 extra >>/etc/hosts; echo x >/data/x
  ln /etc/passwd-extra /etc/passwd-other; mknod -m 600 /fifo p; sleep 100' >/dev/null
eventually b exec made test -p /fifo
expect "commit prints the image's id" 0 "sha256:" commit -c 'CMD ["cat", "/old/new"]' -m message -a author made made:1
exactly "and lets a running container go on" running show '{{.State.Status}}' made
exactly "the committed image runs, with the changed command" new b run "${alone[@]}" made:1
exactly "what was deleted stays deleted, a folder that was made anew has nothing of the old" "1 new" \
  b run "${alone[@]}" made:1 sh -c 'test -e /www/index.html; echo $? $(ls /old)'
exactly "hard links are links, variables and labels the container's" "2 made test" bash -c "echo \$(
  '$BUNDLE' run --rm --net none made:1 sh -c 'stat -c %h /etc/passwd-other; echo \$MODE') \$(
  '$BUNDLE' inspect --type image --format '{{.Config.Labels.kind}}' made:1)"
exactly "volumes, binds and /etc/hosts are not in it, nor what they are mounted on" "" \
  bash -c "$(declare -f entries layer show b); BUNDLE='$BUNDLE'; entries made:1 | grep -E '^(test|host|data)|etc/(hosts|hostname|resolv)|^(proc|sys|dev)'"
expect "its history tells author and message" 0 "message" b history made:1
exactly "diff tells added, changed and deleted" "C /old
D /old/low
D /old/lower
A /old/new
C /www
D /www/index.html" bash -c "'$BUNDLE' diff made | grep -E ' /(old|www)'"
b stop -t 0 made >/dev/null
exactly "the same changes give the same layer, and with SOURCE_DATE_EPOCH the same image" "same" bash -c "$(declare -f commit b); BUNDLE='$BUNDLE'
  one=\$(commit made); sleep 1; two=\$(commit made); [ \"\$one\" = \"\$two\" ] && echo same || echo \"\$one \$two\""
expect "zstd, as asked" 0 "" commit --compression zstd made made:zstd
exactly "is read again" new b run "${alone[@]}" made:zstd cat /old/new
b run --net none --name still box true
exactly "nothing changed is no layer" "$(layer box)" bash -c "$(declare -f layer show b); BUNDLE='$BUNDLE'; b commit still untouched >/dev/null; layer untouched"
expect "export writes what the container sees, without volumes" 0 "" b export -o "$work/made.tar" made
exactly "whole" "new" tar --warning=no-unknown-keyword -xOf "$work/made.tar" old/new
exactly "no volume in it" "" bash -c "tar --warning=no-unknown-keyword -tf '$work/made.tar' | grep secret"
expect "import makes an image of it" 0 "" b import "$work/made.tar" flat
exactly "which runs" new b run "${alone[@]}" flat cat /old/new
expect "a file that a layer cannot have is refused" 1 ".wh.x" bash -c "
  '$BUNDLE' run --net none --name wh box touch /.wh.x && '$BUNDLE' commit wh"
if command -v umoci >/dev/null; then
  odd='cd /tmp; touch "$(printf "bad\377")" 한국어 "$(printf "n%0200d" 0)"; mknod null c 1 3; ln 한국어 link; ln -s "$(printf "s%0300d" 0)" long
    mkfifo -m 640 fifo; touch -d @1000 old; chown 70000:5000000 old; chmod 6711 old'
  b run --net none --name odd box sh -c "$odd"
  setfattr -n user.note -v kept "$(show '{{.GraphDriver.Data.UpperDir}}' odd)/tmp/old"
  b commit odd odd:1 >/dev/null && b save --format oci-dir --output "$work/odd" odd:1
  umoci unpack --image "$work/odd:odd:1" "$work/umoci" >/dev/null 2>"$work/errors"
  list() { (cd "$1" && find . -printf '%P %y %m %U:%G %n %T@ %l\n' | sort && getfattr -d old && stat -c %t:%T null); }
  exactly "umoci unpacks odd names, links, devices, owners, times and attributes as they were" \
    "$(list "$(show '{{.GraphDriver.Data.UpperDir}}' odd)/tmp")" list "$work/umoci/rootfs/tmp"
  b rm -fv odd >/dev/null
else
  skipped=$((skipped + 1))
  echo "skip  what umoci makes of a commit: make deps"
fi
b rm -fv made still wh >/dev/null

# --- networks
exactly "--net none has a loopback that is up" 1 b run "${alone[@]}" box sh -c 'ip link show up | grep -c "^[0-9]"'
exactly "--net host is ours" "$(readlink /proc/self/ns/net)" b run --rm --net host box readlink /proc/self/ns/net
if [ -x /usr/lib/cni/bridge ] && command -v iptables >/dev/null && iptables -t nat -L >/dev/null 2>&1; then
  port=$((20000 + $$ % 20000))
  before=$(iptables-save | grep -c CNI-DN)
  b run -d -p $port:80 --name web box httpd -f -p 80 -h /www >/dev/null
  fetch() { curl -s --max-time 3 "http://$1/"; }
  eventually fetch "127.0.0.1:$port"
  exactly "a published port answers on the loopback" "Hello World" fetch "127.0.0.1:$port"
  address=$(show '{{.NetworkSettings.IPAddress}}' web)
  exactly "and its address on the bridge" "Hello World" fetch "$address"
  exactly "another container reaches it" "Hello World" b run --rm box wget -q -O - "http://$address/"
  exactly "one that joins its network finds it on its own loopback" "Hello World" b run --rm --net container:web box wget -q -O - http://127.0.0.1/
  expect "its address is in its /etc/hosts" 0 "$address" b exec web cat /etc/hosts
  exactly "port tells" "0.0.0.0:$port" b port web 80
  expect "a port is given once" 125 "already allocated" b run --rm -p "$port:80" box true
  # shellcheck source=../lib/outside
  . "$here/../lib/outside"
  start_outside "$work"
  iptables -P FORWARD DROP
  exactly "a container goes out under the machine's address, whatever the policy" "192.0.2.2 from 192.0.2.1" \
    b run --rm box wget -q -O - http://192.0.2.2/
  exactly "and finds names" "Address: 192.0.2.2" bash -c "'$BUNDLE' run --rm box nslookup far.example | grep '^Address: '"
  exactly "who is outside reaches a published port" "Hello World" there curl -s --max-time 3 "http://192.0.2.1:$port/"
  iptables -t nat -F && iptables -F
  exactly "rules that somebody took away come back with the next container" "192.0.2.2 from 192.0.2.1" \
    b run --rm box wget -q -O - http://192.0.2.2/
  end_outside
  ip link del outside
  b rm -fv web >/dev/null
  exactly "no rule is left" "$before" bash -c 'iptables-save | grep -c CNI-DN'
  exactly "and none of the bridge" "" bash -c 'iptables-save | grep BUNDLE'
  iptables -P FORWARD ACCEPT
  exactly "no interface is left" "" bash -c "ip -o link | grep veth"
  expect "an unknown network is refused" 125 "no such network" b run --rm --net nosuch box true
else
  skipped=$((skipped + 1))
  echo "skip  bridge: needs containernetworking-plugins and iptables"
fi
# --- nothing stays
# state: everything of the machine that containers make, one thing a line.
state() {
  sed 's/^/mount /' /proc/self/mounts
  find "$work/run" "$CAPSULE_STORE/containers" "$CAPSULE_STORE/volumes" "$CAPSULE_STORE/tmp" | grep -av '/leases/'
  # Builds have others; one may go on beside us.
  find /sys/fs/cgroup -type d -path '*/capsule/*' ! -path '*/capsule/build-*' 2>/dev/null
  ip -o link | cut -d: -f2 | cut -d@ -f1
  # A new bridge waits to see whether its address is taken.
  ip -o addr | sed "s/ tentative//"
  ip route | sed 's/ linkdown//'
  iptables-save 2>/dev/null | sed -e '/^#/d' -e 's/\[[0-9:]*\]//'
  # Sockets that hold ports, and monitors.
  ss -Hltun 2>/dev/null | awk '{print $1, $5}'
  pgrep -f "$BUNDLE.*monitor.*" | xargs -r -I{} sh -c 'tr "\\0" " " </proc/{}/cmdline 2>/dev/null | grep -F "$1"' - "$work"
}
mapfile -t left < <(b ps -aq)
[ ${#left[@]} = 0 ] || b rm -fv "${left[@]}" >/dev/null
net=none publish=()
if [ -n "${port:-}" ]; then
  net=bridge publish=(-p "$port:80")
fi
for round in before after; do
  b run -d --net $net "${publish[@]}" --name one -v /anonymous -v kept:/kept -v "$work/host:/host" -m 64m box httpd -f -p 80 -h /www >/dev/null
  b run -d --net container:one --name two --tmpfs /t box sleep 100 >/dev/null
  b run -d --rm --net $net --name three box sleep 100 >/dev/null
  b exec one sh -c 'touch /made /kept/x'
  b cp "$work/out" one:/copied
  b commit one leftover:1 >/dev/null
  b export -o "$work/leftover.tar" two
  b pause two >/dev/null && b unpause two >/dev/null
  if [ $round = after ]; then
    state | sort >"$work/state-during"
    b stop -t 0 two >/dev/null
    b rm -v two >/dev/null
    b kill three >/dev/null
    b wait three >/dev/null 2>&1
    kill -9 "$(sed -n 's/.*"monitor": \([0-9]*\).*/\1/p' "$CAPSULE_STORE/containers/$(readlink "$CAPSULE_STORE/containers/names/one")/container.json")"
    b rm -fv one >/dev/null
  else
    b rm -fv one two three >/dev/null
  fi
  b volume rm kept >/dev/null
  state | sort >"$work/state-$round"
done
for what in 'mount .*/run/.* overlay ' 'cgroup.*/memory' bundle0 veth CNI-DN; do
  case $what in bundle0 | veth | CNI-DN) [ $net = bridge ] || continue ;; cgroup*) [ -d /sys/fs/cgroup/memory ] || continue ;; esac
  expect "state sees $what while they run" 0 "" grep -q "$what" "$work/state-during"
done
exactly "containers leave no mount, interface, address, rule, port, cgroup, folder or process, however they end" "" \
  diff "$work/state-before" "$work/state-after"
exactly "at the end: no mount, no namespace, no folder" "" bash -c "grep -F '$work' /proc/self/mounts
  find '$work/run/netns' '$work/run/runtime' '$work/store/tmp' '$work/store/containers' -mindepth 1 | grep -v '/names\$'"

echo "containers: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
