#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2015,SC2016 # words for shells in containers; good never fails
# build.sh BUNDLE RUNTIME: what `bundle build` does, one line a behaviour.
# A store of its own in a temporary folder, mounts and network in namespaces of their own: nothing of the machine's is
# touched. Wants root and busybox-static. Closing line: N passed, N failed, N skipped.
set -u
[ "$(id -u)" = 0 ] || { echo "build: 0 passed, 0 failed, 1 skipped: needs root"; exit 0; }
BUNDLE=$(realpath -s "$(command -v "$1")") RUNTIME=$(realpath -s "$(command -v "$2")")
if [ "${BUILD_INSIDE:-}" != 1 ]; then BUILD_INSIDE=1 exec unshare --mount --net "$0" "$BUNDLE" "$RUNTIME"; fi
ip link set lo up 2>/dev/null || busybox ifconfig lo up
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/bundle-build.XXXXXX")
trap 'rm -rf "$work"' EXIT
export CAPSULE_STORE=$work/store CAPSULE_RUN_ROOT=$work/run CAPSULE_RUNTIME=$RUNTIME
unset SOURCE_DATE_EPOCH
# shellcheck source=words
. "$here/words"
# shellcheck source=build-words
. "$here/build-words"

# The story's own.
context story <<'EOF'
FROM base
WORKDIR /app
ADD . /app
RUN echo installed >/packages
EXPOSE 80
ENV NAME World
CMD ["sh", "-c", "cat /packages; echo $NAME; pwd"]
EOF
expect "an image is built" 0 "naming to helloworld:latest" build -t helloworld "$work/story"
exactly "and runs" $'installed\nWorld\n/app' run helloworld
exactly "each instruction a line of history, ENV without a layer" \
  $'CMD ["sh" "-c" "cat /packages; echo $NAME; pwd"]\nENV NAME=World\nEXPOSE [80/tcp]\nRUN /bin/sh -c echo installed >/packages # buildkit\nADD . /app # buildkit\nWORKDIR /app' \
  sh -c "\"$BUNDLE\" history --no-trunc --format json helloworld | head -6 | jq -r .CreatedBy"
before=$(id_of helloworld)
expect "everything comes from the cache the second time" 0 "[4/4] RUN echo installed >/packages
#6 CACHED" build -t helloworld "$work/story"
exactly "and it is the same image" "$before" id_of helloworld
lacks "--no-cache makes everything anew" "CACHED" build --no-cache -t other "$work/story"
touch -d 2001-01-01 "$work/story/Dockerfile"
expect "another time of a file changes nothing" 0 "[3/4] ADD . /app
#5 CACHED" build "$work/story"
echo more >"$work/story/more"
lacks "another file does" "[3/4] ADD . /app
#5 CACHED" build "$work/story"

# Stages.
context stages <<'EOF'
FROM base AS build
RUN echo artefact >/out; echo left >/behind
FROM base AS unused
RUN false
FROM build AS test
RUN test -e /behind
FROM scratch
COPY --from=build /out /
COPY --from=0 /out /again
EOF
expect "only what is needed is built" 0 "" build -t stages "$work/stages"
exactly "stages hand files on" $'.\n./again\n./out' files stages
expect "--target stops there" 0 "[test 1/1] RUN" build --target test "$work/stages"
expect "an unknown target is told" 1 "could not be found" build --target nope "$work/stages"

# RUN.
context run <<'EOF'
FROM base
ARG WORD=default
ENV FIXED=1
RUN env >/env
USER app
WORKDIR /srv/app
RUN id >who; pwd >>who
USER 0
RUN cat >/input; echo "$?" >/status
RUN echo 1.2.3.4 pinned >>/etc/hosts; touch /etc/new; echo own >/etc/hostname
RUN <<END
echo one >/heredoc
echo two >>/heredoc
END
RUN <<SCRIPT
#!/bin/sh -e
echo "$0" >/script
SCRIPT
EOF
expect "RUN in all its forms" 0 "" build -t run --build-arg WORD=given "$work/run"
exactly "a user with its groups, in a directory of its own" \
  $'uid=1000(app) gid=1001(app) groups=50(extra),1001(app)\n/srv/app' run run cat /srv/app/who
expect "arguments are variables" 0 "WORD=given" run run cat /env
lacks "of the caller's there are none" "CAPSULE_STORE" run run cat /env
exactly "standard input is empty" "0" run run cat /status
exactly "here-documents" $'one\ntwo' run run cat /heredoc
exactly "and scripts" "/dev/pipes/SCRIPT" run run cat /script
context bare <<'EOF'
FROM base AS base
FROM scratch
COPY --from=base /bin /bin
RUN cat /etc/hosts >/hosts
EOF
expect "RUN where there is nothing to mount on" 0 "" build -t bare --build-arg BUILDKIT_SANDBOX_HOSTNAME=named "$work/bare"
files bare | grep -v '^./bin' >"$work/bare.files"
exactly "leaves what every container wants, and no place of its own" $'.\n./dev\n./hosts\n./proc\n./sys' \
  cat "$work/bare.files"
expect "the machine's name is an argument" 0 "named" run bare cat /hosts
files run >"$work/run.files"
lacks "no stub of a mount stays" "etc/hosts" cat "$work/run.files"
lacks "nor that of another" "resolv.conf" cat "$work/run.files"
expect "what RUN makes beside them does" 0 "etc/new" cat "$work/run.files"
expect "and what it writes to the image's own hostname" 0 "own" cat "$work/files/etc/hostname"
expect "the directory of WORKDIR is its user's" 0 "1000 1001" stat -c '%u %g' "$work/files/srv/app"

context fails <<'EOF'
FROM base
RUN echo before
RUN echo why >&2; \
  exit 7
EOF
expect "a failing step says its line, its command and its status" 1 \
  'Dockerfile:3: process "/bin/sh -c echo why >&2;   exit 7" did not complete successfully: exit code: 7' \
  build "$work/fails"
expect "its last lines" 1 $':\nwhy\n------' b build -q "$work/fails"
expect "and its place" 1 $'\n   3 | >>> RUN echo why >&2; \\\n   4 | >>>   exit 7\n' b build -q "$work/fails"
context missing <<'EOF'
FROM base
RUN ["/no/such/program"]
EOF
expect "a program that is missing is told" 1 "no such file or directory" build "$work/missing"

# Mounts.
context mounts <<'EOF'
FROM base AS other
RUN mkdir /data; echo of-stage >/data/file; ln -s / /data/up; ln -s /etc/passwd /data/out
FROM base
RUN --mount=type=secret,id=token,target=/run/secret cat /run/secret >/dev/null; test ! -w /run/secret/x
RUN --mount=type=secret,id=token,env=TOKEN test "${#TOKEN}" = 14
RUN --mount=type=bind,from=other,source=/data,target=/a/b cat /a/b/file >/copied; ! touch /a/b/new
RUN --mount=type=bind,from=other,source=/data,target=/a/b,rw touch /a/b/new
RUN --mount=type=bind,source=of-context,target=/c cat /c >>/copied
RUN --mount=type=cache,target=/cache,id=../../../../evil echo x >>/cache/count
RUN --mount=type=cache,target=/cache,id=../../../../evil wc -l /cache/count >>/copied
RUN --mount=type=tmpfs,target=/memory,size=1m echo x >/memory/x
RUN --mount=type=cache,id=one,sharing=locked,target=/x --mount=type=cache,id=one,sharing=locked,target=/y \
  touch /x/same; test -e /y/same
RUN --mount=type=tmpfs,target=/t/below --mount=type=tmpfs,target=/t touch /t/below/there
RUN --mount=type=bind,from=other,source=/data/out,target=/p cat /p >>/copied
EOF
echo of-context >"$work/mounts/of-context"
printf a-secret-token >"$work/token"
expect "mounts of all kinds" 0 "" build -t mounts --secret "id=token,src=$work/token" "$work/mounts"
expect "show what they should" 0 $'of-stage\nof-context\n1 /cache/count\nroot:x:0:0' run mounts cat /copied
files mounts >"$work/mounts.files"
for path in run/secret ./a cache memory ./p ./c; do
  if grep -qx "\(./\)*$path" "$work/mounts.files"; then bad "no stub $path" "it is in the image"; else good "no stub $path"; fi
done
exactly "a secret is in no blob of the store" "" grep -rl a-secret-token "$CAPSULE_STORE/oci"
exactly "a cache's id leads nowhere" "$(cd "$work" && find . -name '*evil*')" true
context required <<'EOF'
FROM base
RUN --mount=type=secret,id=token,required=true true
EOF
expect "a secret that is required and not given is told" 1 "secret token: not given" build "$work/required"

# Hostile trees.
mkdir -p "$work/host" && echo untouched >"$work/host/file"
context hostile <<EOF
FROM base AS evil
RUN ln -s $work/host /link; ln -s ../../../../../../$work/host /up
FROM evil
WORKDIR /link/made
WORKDIR /up/made
RUN --mount=type=bind,from=evil,source=/link,target=/m ls /m || true
EOF
expect "links of an image lead the builder nowhere" 1 "" build "$work/hostile"
exactly "the host's directory is as it was" "file" ls "$work/host"
context caches <<'EOF'
FROM base
RUN --mount=type=cache,id=c,target=/c ln -s /etc /c/out; ln -s ../../../../../../../../etc /c/up
RUN --mount=type=cache,id=c,source=LINK,target=/d ls /d
EOF
for link in out up; do
  sed -i "s/source=[a-zA-Z]*/source=$link/" "$work/caches/Dockerfile"
  expect "nor do those of a cache: $link" 1 "no such file or directory" build "$work/caches"
done
context escape <<EOF
FROM base
COPY ../../host/file /stolen
EOF
expect "nor do paths of a context" 1 "" build "$work/escape"
context insecure <<'EOF'
# syntax=docker/dockerfile:1-labs
FROM base
RUN --security=insecure mount -t tmpfs none /etc
EOF
expect "RUN --security=insecure wants to be allowed" 1 "is not allowed" build "$work/insecure"
expect "and then may" 0 "" build --allow security.insecure "$work/insecure"
context sandbox <<'EOF'
FROM base
RUN ! mount -t tmpfs none /etc
RUN --network=none ! grep -q eth /proc/net/dev
EOF
expect "otherwise it is a container like any" 0 "" build "$work/sandbox"

# The same on every machine.
context epoch <<'EOF'
FROM base
WORKDIR /a/b
COPY Dockerfile /a/
RUN echo x >/x; mkdir /d
EOF
SOURCE_DATE_EPOCH=1000000000 build -q --no-cache "$work/epoch" >"$work/one" 2>&1
sleep 1.1
touch "$work/epoch/Dockerfile"
SOURCE_DATE_EPOCH=1000000000 build -q --no-cache "$work/epoch" >"$work/two" 2>&1
exactly "with SOURCE_DATE_EPOCH two builds are one image" "" cmp "$work/one" "$work/two"

# ONBUILD, arguments of the platform, labels.
context trigger <<'EOF'
FROM base AS parent
ONBUILD RUN echo triggered >/trigger
FROM parent
ARG TARGETARCH
LABEL arch=$TARGETARCH
EOF
expect "triggers run" 0 "ONBUILD RUN echo triggered" build -t trigger --label cli=yes "$work/trigger"
exactly "in the stage that is built on it" "triggered" run trigger cat /trigger
expect "labels of the command line are there" 0 "cli" b inspect --format '{{json .Config.Labels}}' trigger

# Outputs.
expect "a layout" 0 "" build -o "type=oci,dest=$work/out.tar" "$work/stages"
expect "that is one" 0 "oci-layout" tar -tf "$work/out.tar"
expect "an archive of the files" 0 "" build -o "type=tar,dest=$work/files.tar" "$work/stages"
expect "that is one" 0 "again" tar -tf "$work/files.tar"
expect "the image's ID" 0 "" build --iidfile "$work/iid" --metadata-file "$work/meta" -t out "$work/stages"
exactly "in a file" "$(id_of out)" cat "$work/iid"
expect "and more of it in another" 0 "containerimage.digest" cat "$work/meta"
expect "a Dockerfile from standard input" 0 "" sh -c "\"$BUNDLE\" build -t in -f - '$work/story' <'$work/story/Dockerfile'"
expect "a directory of files" 0 "" build -o "$work/local" "$work/stages"
exactly "that are the caller's" "again 0 0
out 0 0" sh -c "cd '$work/local' && stat -c '%n %u %g' *"
context again <<'EOF'
FROM helloworld
RUN true
EOF
expect "an image on one of ours" 0 "" build -t on-ours "$work/again"
before=$(id_of on-ours)
build -t on-ours "$work/again" >/dev/null 2>&1
exactly "is the same from the cache" "$before" id_of on-ours
expect "a cache for others" 0 "" build --cache-to "type=local,dest=$work/cache" "$work/again"
b prune --build --force >/dev/null
expect "is one for us" 0 "CACHED" build --cache-from "type=local,src=$work/cache" "$work/again"
context digits <<'EOF'
FROM a
EOF
expect "a name is no ID" 1 "image a:" build "$work/digits"
context filled <<'EOF'
FROM base AS one
RUN echo one >/content
FROM base
RUN --mount=type=cache,from=one,target=/cache cat /cache/content
EOF
expect "a cache begins with what it is from" 0 " one" sh -c "\"$BUNDLE\" build --progress plain '$work/filled' 2>&1"
sed -i 's/echo one/echo two/' "$work/filled/Dockerfile"
expect "another time with something else" 0 " two" sh -c "\"$BUNDLE\" build --progress plain '$work/filled' 2>&1"
context named <<'EOF'
FROM files AS all
RUN ["/bin/true"]
FROM base
COPY --from=files /of-context /
COPY --from=all /bin/true /same
EOF
mkdir "$work/tree"
cp -a "$work/base/." "$work/tree"
echo named >"$work/tree/of-context"
expect "contexts with names" 0 "" build --build-context "files=$work/tree" -t named "$work/named"
exactly "are copied from" "named" run named cat /of-context
expect "and built on" 0 "" build --build-context "files=$work/tree" --target all -t all "$work/named"
counts() {
  b inspect --format '{{len .RootFS.Layers}}' "$1"
  b history -q "$1" | grep -c .
}
exactly "with as many lines of history as layers" $'2\n2' counts all
expect "a context in an archive" 0 "" sh -c "tar -C '$work/story' -c . | \"$BUNDLE\" build -t piped -"
exactly "is one" $'installed\nWorld\n/app' run piped
context slash <<'EOF'
FROM base
RUN <<../../../../../../escaped
#!/bin/sh
../../../../../../escaped
EOF
expect "a script's name is no path" 1 "no slash" build "$work/slash"
expect "targets are told" 0 "test" b build --call=targets "$work/stages"
expect "arguments are told" 0 "WORD" b build --call=outline "$work/run"
expect "what would be done is told" 0 "copy to / from stage build" b build --call=plan "$work/stages"
expect "rules that are not kept are told" 1 "LegacyKeyValueFormat" b build --check "$work/story"
expect "what there is not is refused" 1 "not supported: --sbom" b build --sbom true "$work/story"

# Whoever kills a build leaves nothing that gc does not remove.
context slow <<'EOF'
FROM base
RUN echo begun; sleep 1000
EOF
"$BUNDLE" build --progress plain "$work/slow" >"$work/slow.log" 2>&1 &
killed=$!
for ((n = 0; n < 400; n++)); do grep -q ' begun$' "$work/slow.log" && break || sleep 0.05; done
{
  kill -9 "$killed"
  wait "$killed"
} 2>/dev/null
b gc >/dev/null
exactly "of a build that was killed gc leaves nothing" "" \
  find "$CAPSULE_STORE/tmp" "$CAPSULE_RUN_ROOT/runtime" -mindepth 1
expect "the build cache can be removed" 0 "build/cache" b prune --build --force
exactly "all of it" "" ls "$CAPSULE_STORE/build/cache"

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
