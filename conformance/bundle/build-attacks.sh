#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2015,SC2016,SC2154 # words for shells in containers; good never fails
# build-attacks.sh BUNDLE RUNTIME: what Dockerfiles, contexts, archives and images that mean harm get from `bundle build`,
# one line an attack. A folder of the host has a mark in every file and in a variable: no image, no output and no folder
# of the store may have it, and the folder stays as it is.
# A store of its own in a temporary folder, mounts and network in namespaces of their own: nothing of the machine's is
# touched. Wants root, python3 and busybox-static. Closing line: N passed, N failed, N skipped.
set -u
[ "$(id -u)" = 0 ] || { echo "build-attacks: 0 passed, 0 failed, 1 skipped: needs root"; exit 0; }
BUNDLE=$(realpath -s "$(command -v "$1")") RUNTIME=$(realpath -s "$(command -v "$2")")
if [ "${BUILD_INSIDE:-}" != 1 ]; then BUILD_INSIDE=1 exec unshare --mount --net "$0" "$BUNDLE" "$RUNTIME"; fi
ip link set lo up 2>/dev/null || busybox ifconfig lo up
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/bundle-attacks.XXXXXX")
racers=()
finish() {
  rest
  find /sys/fs/cgroup -type d -name "capsule-attacks-$$" -exec rmdir {} + 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT
export CAPSULE_STORE=$work/store CAPSULE_RUN_ROOT=$work/run CAPSULE_RUNTIME=$RUNTIME
unset SOURCE_DATE_EPOCH
# shellcheck source=words
. "$here/words"
# shellcheck source=build-words
. "$here/build-words"

# In two pieces here, so that this script itself is never what is found.
mark=of-the-host''-only-$$
export LEAK=$mark
host=$work/host up=../../../../../../../../../..$work/host
mkdir -p "$host/d"
for name in decoy d/secret d/file t.tar; do echo "$mark" >"$host/$name"; done
host_listing() { find "$host" -printf '%P %y %m %U:%G %s %T@ %C@ %l\n' | sort; }
host_before=$(host_listing) mounts_before=$(cat /proc/self/mountinfo)

build() { b build --progress plain --cgroup-parent "/capsule-attacks-$$" "$@"; }
# unseen NAME: the host's folder is as it was, and nothing has its mark; nothing is left of builds.
unseen() {
  exactly "$1: the host's folder stays as it is" "$host_before" host_listing
  # An archive of an image is compressed; the files it is of lie in the store's layers.
  exactly "$1: nobody sees it" "" grep -rlaF -D skip "$mark" "$CAPSULE_STORE" "$work/seen"
  exactly "$1: nothing is left" "" left
}
left() {
  find "$CAPSULE_STORE/tmp" "$CAPSULE_RUN_ROOT/runtime" -mindepth 1
  find /sys/fs/cgroup -type d -path "*/capsule-attacks-$$/*" 2>/dev/null
  [ "$(cat /proc/self/mountinfo)" = "$mounts_before" ] || diff <(echo "$mounts_before") /proc/self/mountinfo
}
# Whatever builds say and make goes here, too.
mkdir -p "$work/seen" "$CAPSULE_RUN_ROOT/runtime"
# race A B: exchanges them until `rest`.
race() {
  "$here/../lib/racer" "$1" "$2" &
  racers+=($!)
}
rest() {
  for number in "${racers[@]}"; do
    kill "$number" 2>/dev/null || bad "a racer" "has ended before"
    wait "$number" 2>/dev/null
  done
  racers=()
}
# rounds SECONDS TARGET… -- OPTION…: builds one target after the other, and counts the builds in $done, those that came
# to their end in $through.
rounds() {
  local end=$((SECONDS + $1)) targets=()
  shift
  while [ "$1" != -- ]; do targets+=("$1") && shift; done
  shift
  done=0 through=0
  while [ "$SECONDS" -lt "$end" ] && [ "$done" -lt 80 ]; do
    # Another cache for each: what a round that failed left in it is none of the next one's.
    build --no-cache -q -o "type=tar,dest=$work/seen/out.tar" --build-arg "BUILDKIT_CACHE_MOUNT_NS=$done" --target "${targets[done % ${#targets[@]}]}" "$@" \
      >>"$work/seen/log" 2>&1 && through=$((through + 1))
    grep -qaF "$mark" "$work/seen/out.tar" 2>/dev/null && bad "round $done" "the host's file is in the image"
    done=$((done + 1))
  done
}
# some NAME: one of those rounds came to its end: the others were attacks, too.
some() {
  if [ "$through" -gt 0 ]; then good "$1: $through of $done builds got through"; else bad "$1" "$through of $done got through: $(tail -3 "$work/seen/log")"; fi
}

# --- What is exchanged on the host while a build reads its context (CVE-2024-23651 and its kin, CVE-2026-44517).
context swapped <<'EOF'
FROM base AS folder
COPY a /a
FROM base AS inside
COPY a/d/secret /x
FROM base AS wild
COPY a/d*/s* /y/
FROM base AS parents
COPY --parents a/./d/** /z/
FROM base AS file
COPY f /f
FROM base AS archive
ADD t.tar /t/
FROM base AS mounted
RUN --mount=type=bind,source=a/d,target=/m cat /m/* >/seen; ls /m >>/seen
FROM base AS mounted-file
RUN --mount=type=bind,source=f,target=/m cat /m >/seen
FROM base AS named
COPY --from=other . /n/
EOF
mkdir -p "$work/swapped/a/d" "$work/other"
echo inside >"$work/swapped/a/d/secret" && echo inside >"$work/swapped/f"
tar -C "$work/swapped" -cf "$work/swapped/t.tar" f
echo nothing >"$work/swapped/.dockerignore"
cp -a "$work/swapped/a/d" "$work/other/d"
# exchanged PLACE TARGET: the place, over and over, becomes a link, which lies beside the contexts.
mkdir "$work/links"
exchanged() {
  local link
  link=$work/links/$(echo "$1" | tr / _)
  ln -s "$2" "$link"
  race "$work/$1" "$link"
}
exchanged swapped/a/d "$host/d"
exchanged swapped/f "$up/decoy"
exchanged swapped/t.tar "$host/t.tar"
exchanged other/d "$up/d"
rounds 8 folder inside wild parents file archive mounted mounted-file named -- \
  --build-context "other=$work/other" "$work/swapped"
rest
some "a context that is exchanged for links"
unseen "a context that is exchanged for links"
exchanged swapped/Dockerfile "$host/decoy"
exchanged swapped/.dockerignore "$up/decoy"
rounds 3 folder -- "$work/swapped"
rest
some "a Dockerfile and a .dockerignore that are"
unseen "a Dockerfile and a .dockerignore that are"
rm -rf "$work/swapped" "$work/links"

# --- What a RUN exchanges in a cache while another one mounts it (CVE-2024-23651, CVE-2024-11218).
programs=()
for path in /usr /lib /lib64; do [ -e "$path" ] && programs+=(-v "$path:$path:ro"); done
programs+=(-v "$(realpath "$here/../lib/racer"):/racer:ro")
context raced <<EOF
FROM base AS racer
RUN --mount=type=cache,id=c,sharing=shared,target=/c rm -f /c/stop /c/l; mkdir -p /c/d /c$host; \\
  for folder in /c/d /c$host; do mkdir \$folder/in; echo inside >\$folder/file; done; \\
  ln -s $up /c/l; /racer /c/d /c/l & pid=\$!; touch /c/ready; \\
  n=0; while test ! -e /c/stop && test \$n -lt 200; do sleep 0.05; n=\$((n+1)); done; kill \$pid; rm -f /c/ready
FROM base AS user
RUN --mount=type=cache,id=c,sharing=shared,target=/c n=0; \\
  while test ! -e /c/ready && test \$n -lt 200; do sleep 0.05; n=\$((n+1)); done
EOF
for ((n = 0; n < 6; n++)); do
  cat >>"$work/raced/Dockerfile" <<'EOF'
RUN --mount=type=cache,id=c,sharing=shared,source=d,target=/m cat /m/* >>/seen 2>/dev/null; ls /m >>/seen; touch /m/made
RUN --mount=type=cache,id=c,sharing=shared,source=d/in/../in/..,target=/m cat /m/file >>/seen 2>/dev/null; true
RUN --mount=type=cache,id=c,sharing=shared,target=/c --mount=type=tmpfs,target=/c/d/deep/er touch /c/d/deep/er/x; true
RUN --mount=type=cache,id=c,sharing=shared,target=/c --mount=type=bind,source=f,target=/c/d/bound cat /c/d/* >>/seen 2>/dev/null; true
EOF
done
cat >>"$work/raced/Dockerfile" <<'EOF'
RUN --mount=type=cache,id=c,sharing=shared,target=/c touch /c/stop
FROM base AS both
COPY --from=racer /etc/passwd /a
COPY --from=user /seen /b
EOF
echo inside >"$work/raced/f"
rounds 8 both -- "${programs[@]}" "$work/raced"
some "a cache that another RUN exchanges"
unseen "a cache that another RUN exchanges"
context cache-file <<'EOF'
FROM base
RUN --mount=type=cache,id=f,target=/c echo x >/c/file
RUN --mount=type=cache,id=f,source=file,target=/c true
EOF
expect "a file of a cache is no place to begin" 1 "source=file: a cache is a directory" build "$work/cache-file"

# --- Links in an image.
build -q -t evil - >>"$work/seen/log" 2>&1 <<EOF || bad "the image of links" "$(tail -3 "$work/seen/log")"
FROM base
RUN ln -s / /r; ln -s /proc /p; ln -s /proc/self/root /s; ln -s /proc/1/root /o; ln -s /proc/self/cwd /w; \\
  ln -s $host /h; ln -s $up /u; ln -s /proc/self/root$host /sh; ln -s /proc/self/fd/3/$up /fd; ln -s loop /loop
EOF
# attempt: builds on that image what standard input says, whatever comes of it.
attempt() {
  mkdir -p "$work/attempt"
  { echo "FROM evil"; cat; } >"$work/attempt/Dockerfile"
  echo inside >"$work/attempt/f"
  rm -f "$work/seen/attempt.tar"
  local status=0
  build --no-cache -o "type=tar,dest=$work/seen/attempt.tar" "$work/attempt" >"$work/seen/attempt" 2>&1 || status=$?
  if grep -qsaF "$mark" "$work/seen/attempt" "$work/seen/attempt.tar"; then
    bad "an attempt" "sees the host: $(cat "$work/attempt/Dockerfile" "$work/seen/attempt")"
  fi
  [ "$status" -lt 124 ] || bad "an attempt" "status $status: $(cat "$work/attempt/Dockerfile" "$work/seen/attempt")"
  return "$status"
}
# follows NAME: what standard input says is built; where it leads is inside.
follows() {
  if attempt; then good "$1"; else bad "$1" "$(tail -3 "$work/seen/attempt")"; fi
}
# fails NAME TEXT: it is not, and TEXT says why.
fails() {
  if attempt; then bad "$1" "it is built"; return; fi
  if grep -qF -- "$2" "$work/seen/attempt"; then good "$1"; else bad "$1" "wanted '$2', got $(tail -3 "$work/seen/attempt")"; fi
}
for link in r p s o w h u sh fd; do
  echo "WORKDIR /$link/made" | attempt
  printf 'WORKDIR /%s/made\nRUN pwd; ls -la; touch made-by-run\n' $link | attempt
  echo "COPY f /$link/made/" | attempt
  echo "COPY f /$link" | attempt
  echo "ADD f /$link/decoy" | attempt
  echo "COPY --link f /$link/decoy" | attempt
  for source in "/$link/decoy" "/$link/d/" "/$link$host/decoy" "/$link/*" "/$link/*/secret"; do
    echo "COPY --from=evil $source /stolen/" | attempt
  done
  echo "COPY --from=evil --parents /$link/./d/** /stolen/" | attempt
  printf 'RUN --mount=type=bind,from=evil,source=/%s,target=/m,rw ls /m; cat /m/decoy /m/d/*; echo x >/m/decoy; true\n' $link | attempt
  printf 'RUN --mount=type=tmpfs,target=/%s/made touch /%s/made/x; true\n' $link $link | attempt
  printf 'RUN --mount=type=cache,target=/%s/d --mount=type=bind,source=f,target=/%s/decoy true\n' $link $link | attempt
  printf 'RUN --mount=type=cache,from=evil,source=/%s,target=/c%s ls /c%s; cat /c%s/decoy; true\n' $link $link $link $link | attempt
  printf 'VOLUME /%s/d /../../../..%s\n' $link "$host" | attempt
done
unseen "links of an image to / and /proc and the host"
follows "WORKDIR and COPY through a link to / stay inside" <<'EOF'
WORKDIR /r/r/made
COPY f /r/r/made/
RUN test "$(cat /made/f)" = inside && test "$(pwd)" = /made
EOF
follows "through one to the host as well" <<EOF
COPY f /h/
RUN test "\$(cat $host/f)" = inside
EOF
fails "a link to itself is told" "too many levels" <<<'COPY f /loop/x'
follows "a RUN that puts a link where it is mounted on" <<EOF
RUN --mount=type=tmpfs,target=/t/deep/er --mount=type=bind,source=f,target=/t/file mv /t /away; ln -s $host /t; true
EOF
unseen "a RUN that puts a link where it is mounted on"
build -q -t volumes - >>"$work/seen/log" 2>&1 <<EOF
FROM evil
VOLUME /h /u/d /../../../..$host/d
EOF
run volumes sh -c "ls -R /h/ /u/ $host; cat /h/decoy /u/decoy; touch /h/x $host/d/x" >>"$work/seen/log" 2>&1
unseen "volumes that are links, or outside"

# --- Words of Dockerfiles.
fails "options of mounts are a closed set" "bind-propagation" \
  <<<'RUN --mount=type=bind,bind-propagation=rshared,target=/m true'
fails "also where they are said by a value" "unexpected" <<<'RUN --mount=type=tmpfs,target=/m,options=bind true'
for word in "type=secret,id=$up/decoy,target=/m" "type=ssh,id=$up/decoy" "type=cache,id=$up/d,target=/m" \
  "type=tmpfs,target=$up/made" "type=bind,source=$up/decoy,target=/m" "type=bind,source=$host,target=/m" \
  "type=bind,from=$host,target=/m" "type=bind,from=..,source=/,target=/m"; do
  echo "RUN --mount=$word cat /m; ls -R /m; true" | attempt
done
for word in "../host/decoy" "/../host/decoy" "$host/decoy" "/proc/self/root$host/decoy" "../../host/d*"; do
  echo "COPY $word /m/" | attempt
  echo "ADD $word /m/" | attempt
done
unseen "names that lead out"
follows "a variable of the caller's is none of a build's" <<'EOF'
ARG LEAK
RUN test -z "$LEAK"; cat /proc/*/environ
EOF
unseen "a variable of the caller's"
fails "the digest of a base is one" "digest" <<<"FROM base@sha256:../../../../../../../..$host/decoy"
b prune --build --force >/dev/null
context cached <<'EOF'
FROM base
RUN echo x >/x
EOF
build --cache-to "type=local,dest=$work/cache" "$work/cached" >>"$work/seen/log" 2>&1
b prune --build --force >/dev/null && b gc >/dev/null
sed -i "s|sha256:[0-9a-f]*|sha256:../../../../../../$host/decoy|g" "$work"/cache/steps/*
build --cache-from "type=local,src=$work/cache" "$work/cached" >>"$work/seen/log" 2>&1 &&
  good "digests of a cache that are paths are none" || bad "digests of a cache that are paths" "$(tail -3 "$work/seen/log")"
unseen "digests that are paths"

# --- Archives that ADD unpacks, and contexts from a stream.
python3 - "$work/archives" "$host" <<'EOF' || bad "archives" "cannot be made"
import io, os, sys, tarfile

folder, host = sys.argv[1:3]
up = "../../../../../../../../../.." + host
os.mkdir(folder)


def entry(name, kind=tarfile.REGTYPE, link="", content=b"", device=(0, 0)):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size, info.mode = kind, link, len(content), 0o4777
    info.devmajor, info.devminor = device
    return info, io.BytesIO(content)


def file(name):
    return entry(name, content=b"evil")


def link(name, target):
    return entry(name, tarfile.SYMTYPE, target)


def hard(name, target):
    return entry(name, tarfile.LNKTYPE, target)


archives = {"up": [file(up + "/evil")], "absolute": [file(host + "/evil")], "between": [file("a/../../.." + up + "/evil")]}
for name, target in [("abs", host), ("up", up), ("root", "/"), ("proc", "/proc/self/root" + host), ("cwd", "/proc/self/cwd")]:
    archives["link-" + name] = [link("l", target), file("l/evil"), file("l/decoy"), entry("l/d", tarfile.DIRTYPE), hard("l/h", "l/decoy")]
    archives["over-" + name] = [link("l", target + "/decoy"), file("l")]
    archives["hard-" + name] = [link("l", target), hard("m", "l"), file("m/evil")]
    archives["hardfile-" + name] = [link("l", target + "/decoy"), hard("m", "l"), file("m")]
    archives["beyond-" + name] = [link("l", target), hard("m", "l/decoy"), file("m")]
    archives["chain-" + name] = [link("a", "b"), link("b", target), link("c", "a"), file("c/evil"), hard("n", "c/decoy")]
archives["hard"] = [hard("m", host + "/decoy"), file("m")]
archives["hard-dots"] = [hard("m", up + "/decoy"), file("m")]
archives["root"] = [link("./", host), file("evil")]
archives["dot"] = [link(".", host), file("evil")]
archives["device"] = [entry("null", tarfile.CHRTYPE, device=(1, 3)), entry("loop", tarfile.BLKTYPE, device=(7, 0)), entry("fifo", tarfile.FIFOTYPE), file("null"), file("fifo")]
archives["whiteout"] = [entry("decoy", tarfile.CHRTYPE), file(".wh..wh..opq"), file(".wh.decoy")]
for name, entries in archives.items():
    for kind in ("", "gz", "xz", "bz2"):
        if kind and name != "link-abs":
            continue
        with tarfile.open(f"{folder}/{name}.tar" + (kind and "." + kind), "w:" + kind) as archive:
            for info, content in entries:
                content.seek(0)
                archive.addfile(info, content)
EOF
# Who unpacks with programs of the machine or of the image is told so by these (moby, CVE-2026-41567).
mkdir -p "$work/trap"
for program in tar gzip gunzip pigz unpigz igzip xz unxz bzip2 zstd lz4 lzop lrzip grzip git; do
  printf '#!/bin/sh\necho %s >>%s/trapped /trapped\n' $program "$work" >"$work/trap/$program"
done
chmod +x "$work"/trap/*
{ echo 'FROM evil' && echo 'COPY --from=traps . /usr/bin/'; } >"$work/trap.Dockerfile"
build -q -t trapped --build-context "traps=$work/trap" - <"$work/trap.Dockerfile" >>"$work/seen/log" 2>&1
add() {
  printf 'FROM trapped\n%s\n' "$1" >"$work/archives/Dockerfile"
  PATH=$work/trap:$PATH build --no-cache -o "type=local,dest=$work/seen/added" "$work/archives" >>"$work/seen/log" 2>&1
}
unpacked=0
for archive in "$work"/archives/*.tar*; do
  name=$(basename "$archive")
  for place in / /h/ /r/p/ /new/; do add "ADD $name $place" && unpacked=$((unpacked + 1)); done
  build -o "type=local,dest=$work/seen/added" - <"$archive" >>"$work/seen/log" 2>&1
  build --build-context "n=$archive" -o "type=local,dest=$work/seen/added" - <<<$'FROM n\nCOPY --from=n . /x/' >>"$work/seen/log" 2>&1
  [ ! -e "$work/seen/added/trapped" ] || bad "$name" "a program of the image has run"
  rm -rf "$work/seen/added"
done
[ "$unpacked" -gt 40 ] && good "archives are unpacked inside: $unpacked times" || bad "archives" "only $unpacked are unpacked"
unseen "archives that lead out"
exactly "no program unpacks them" "" sh -c "cat '$work/trapped' 2>/dev/null"
exactly "devices of a context from a stream are none of the store's" "" find "$CAPSULE_STORE/tmp" -type c -o -type b
exactly "only the owner sees the store's folders" "700 700 700" \
  sh -c "echo \$(stat -c %a '$CAPSULE_STORE' '$CAPSULE_STORE/layers' '$CAPSULE_STORE/tmp')"

# --- What is made to take all of the time or memory: bounds of both, whatever comes of it.
# bounded NAME STATUS TEXT OPTION…: the build of $work/large ends so within ten seconds and a gigabyte and a half.
bounded() {
  local name=$1 status=$2 text=$3
  shift 3
  expect "$name" "$status" "$text" bash -c 'ulimit -v 1500000; exec timeout -k 1 10 "$@"' - \
    "$BUNDLE" build --progress plain --no-cache "$@" "$work/large"
}
large() { context large; }
repeated() { for ((i = 0; i < $1; i++)); do printf '%s' "$2"; done; }
{
  printf 'FROM scratch\nARG V0=0123456789abcdef\n'
  for ((n = 1; n < 64; n++)); do echo "ARG V$n=\$V$((n - 1))\$V$((n - 1))"; done
} | large
bounded "a variable that doubles is refused" 1 "longer than"
{
  printf 'FROM scratch\nENV V0=0123456789abcdef\n'
  for ((n = 1; n < 18; n++)); do echo "ENV V$n=\$V$((n - 1))\$V$((n - 1))"; done
  for ((n = 0; n < 2000; n++)); do echo "ENV W$n=\$V17"; done
} | large
bounded "so are many that are long" 1 "longer than"
{
  printf 'FROM scratch\nARG V0=0123456789abcdef\n'
  for ((n = 1; n < 18; n++)); do echo "ARG V$n=\$V$((n - 1))\$V$((n - 1))"; done
  printf 'LABEL'
  for ((n = 0; n < 2000; n++)); do printf ' l%s=$V17' "$n"; done
} | large
bounded "and many of one instruction" 1 "longer than"
{ printf 'FROM scratch\nENV X='; repeated 2000 '${A:-'; repeated 2000 '}'; echo; } | large
bounded "variables in variables end somewhere" 1 "deep"
{
  printf 'FROM scratch\nARG V0=aaaaaaaaaaaaaaaa\nARG P0=????????????????\n'
  for ((n = 1; n < 16; n++)); do printf 'ARG V%s=$V%s$V%s\nARG P%s=$P%s$P%s\n' $n $((n - 1)) $((n - 1)) $n $((n - 1)) $((n - 1)); done
  echo 'ENV X=${V15//${P15}b/x}'
} | large
bounded "a pattern that is tried everywhere is refused" 1 "is too long for a text of"
printf 'FROM scratch\nCOPY *a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b /x/\nCOPY --parents **/**/**/**/**/**/**/**/*b /y/\n' | large
name=$(repeated 250 a)
deep=$work/large/$(repeated 60 d/)
mkdir -p "$deep"
touch "$work/large/$name" "$deep/$name"
bounded "stars in patterns multiply nothing" 0 ""
printf 'FROM scratch\nCOPY --exclude=**/*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b . /x/\n' | large
{ repeated 20000 '**/'; echo 'x'; repeated 2000 $'**/*a*a*a*a*a*a*a*a*a*a*b\n'; } >"$work/large/.dockerignore"
bounded "nor in .dockerignore" 0 "" -o "$work/large.out"
for ((n = 0; n < 15; n++)); do repeated 15000 '**/?' && echo; done >"$work/large/.dockerignore"
bounded "however long it is" 0 "" -o "$work/large.out"
head -c 5000000 /dev/zero >"$work/large/.dockerignore"
bounded "one that is too large is refused" 1 ".dockerignore"
printf '[' >"$work/large/.dockerignore"
bounded "one that is malformed, too" 1 "syntax error"
rm -f "$work/large/.dockerignore" && mkfifo "$work/large/.dockerignore"
bounded "one that nobody writes to is not waited for" 1 ".dockerignore"
rm -f "$work/large/.dockerignore"
{ printf 'FROM scratch AS s0\n'; for ((n = 1; n < 400; n++)); do echo "FROM s$((n - 1)) AS s$n"; done; } | large
bounded "hundreds of stages that wait, a thread each, are told to be too many" 1 "start a thread" -o "$work/large.out"
printf 'FROM scratch AS a\nCOPY --from=b / /\nFROM scratch AS b\nCOPY --from=a / /\n' | large
bounded "stages that wait for each other are told" 1 ""
unseen "what is made to take all"

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
