#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2015,SC2016 # words for shells in containers; good never fails
# build-options.sh BUNDLE RUNTIME: what the options of `bundle build` do, one line a behaviour.
# A store of its own in a temporary folder, mounts and network in namespaces of their own: nothing of the machine's is
# touched. Wants root and busybox-static. Closing line: N passed, N failed, N skipped.
set -u
[ "$(id -u)" = 0 ] || { echo "build-options: 0 passed, 0 failed, 1 skipped: needs root"; exit 0; }
BUNDLE=$(realpath -s "$(command -v "$1")") RUNTIME=$(realpath -s "$(command -v "$2")")
if [ "${BUILD_INSIDE:-}" != 1 ]; then BUILD_INSIDE=1 exec unshare --mount --net "$0" "$BUNDLE" "$RUNTIME"; fi
ip link set lo up 2>/dev/null || busybox ifconfig lo up
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/bundle-options.XXXXXX")
trap 'rm -rf "$work"' EXIT
export CAPSULE_STORE=$work/store CAPSULE_RUN_ROOT=$work/run CAPSULE_RUNTIME=$RUNTIME
unset SOURCE_DATE_EPOCH

# shellcheck source=words
. "$here/words"
# shellcheck source=build-words
. "$here/build-words"

# registry: one at 127.0.0.1:5000, its process number in $registry; whoever asked for it ends it
registry() {
  printf '%s\n' 'version: 0.1' 'log: {level: error}' "storage: {filesystem: {rootdirectory: $work/registry}}" \
    'http: {addr: "127.0.0.1:5000"}' >"$work/registry.yml"
  docker-registry serve "$work/registry.yml" >/dev/null 2>&1 &
  registry=$!
  for ((n = 0; n < 200; n++)); do (: >/dev/tcp/127.0.0.1/5000) 2>/dev/null && break || sleep 0.05; done
}

# --squash.
context squash <<'EOF'
FROM base AS first
RUN mkdir -p /a/b /gone /kept; echo 1 >/a/b/one; echo x >/gone/x; chown 5:6 /kept; chmod 700 /kept; ln /a/b/one /a/link
FROM first
RUN rm -r /gone /etc/group; echo 2 >/a/b/one; chown 0:0 /kept
ENV X=1
RUN rm -r /a/b; mkdir /a/b; echo 3 >/a/b/three; ln -s three /a/b/link
RUN mkdir /gone; rm /bin/pwd; chmod 711 /bin
EOF
layers() { b inspect --format '{{len .RootFS.Layers}}' "$1"; }
build -t plain "$work/squash" >/dev/null 2>&1
expect "--squash makes one layer" 0 "squashing 4 layers" build --squash -t squashed "$work/squash"
exactly "on those of the base" 2 layers squashed
listing() {
  files "$1" >/dev/null
  (cd "$work/files" && find . -mindepth 1 -printf '%p %M %n %U:%G %T@ %l\n' | sort && md5sum a/b/* a/link 2>/dev/null)
}
listing plain >"$work/plain.files"
exactly "with the same files" "" sh -c "[ -s '$work/plain.files' ] && exit; echo none"
listing squashed >"$work/squashed.files"
exactly "and nothing else" "" diff "$work/plain.files" "$work/squashed.files"
b save --format oci-dir -o "$work/squashed" squashed 2>/dev/null
# layer FOLDER: the files of the uppermost layer of an image's layout.
layer() {
  local manifest
  manifest=$(jq -r '.manifests[0].digest' "$1/index.json" | tr : /)
  tar -tzf "$1/blobs/$(jq -r '.layers[-1].digest' "$1/blobs/$manifest" | tr : /)"
}
exactly "what a step made and another took away is in no layer" "gone/" bash -c 'grep gone <<<"$1"' - "$(layer "$work/squashed")"
exactly "history has every line, and the last one the layer" $'true\nfalse\nfalse\nfalse\nfalse\ntrue' \
  sh -c "\"$BUNDLE\" history --format json squashed | jq '.Size != \"0 B\" and .Size != 0'"
before=$(id_of squashed)
expect "it is in the cache, too" 0 "CACHED" build --squash -t squashed "$work/squash"
exactly "and the same image" "$before" id_of squashed
build -t on-it - <<<$'FROM squashed\nRUN test -e /a/b/three' >/dev/null 2>&1
exactly "an image on it is squashed on it" 2 layers squashed
build -t owned - <<<$'FROM base\nRUN mkdir /own /over; touch /over/x /own/x; chown 5:6 /own; chmod 700 /own' >/dev/null 2>&1
context squash-owned <<'EOF'
FROM owned
RUN chown 0:0 /own; chmod 755 /own; rm -r /over; echo x >/over
RUN rm /over /own/x; mkdir /over /own/x; ln /bin/busybox /own/link
EOF
build -t plain "$work/squash-owned" >/dev/null 2>&1
build -t squashed --squash "$work/squash-owned" >/dev/null 2>&1
listing plain >"$work/plain.files"
listing squashed >"$work/squashed.files"
exactly "owners and kinds of what the base has may change" "" diff "$work/plain.files" "$work/squashed.files"
SOURCE_DATE_EPOCH=1000000000 build -q --no-cache --squash "$work/squash" >"$work/one" 2>&1
sleep 1.1
SOURCE_DATE_EPOCH=1000000000 build -q --no-cache --squash "$work/squash" >"$work/two" 2>&1
exactly "with SOURCE_DATE_EPOCH two are one image" "" cmp "$work/one" "$work/two"

# --volume and --device.
mkdir -p "$work/host/dir" && echo of-host >"$work/host/file"
context volume <<'EOF'
FROM base
RUN cat /mnt/vol/file >/seen; ! echo x >/mnt/vol/new
RUN --mount=type=tmpfs,target=/mnt/vol test ! -e /mnt/vol/file
EOF
vol() { build -v "$work/host:/mnt/vol$1" "$work/volume" "${@:2}"; }
expect "a folder of the host is seen by every RUN, and read only where it is said" 0 "" vol :ro -t volume
exactly "its files can be read" "of-host" run volume cat /seen
if files volume | grep -q mnt; then bad "no stub of it stays" "it does"; else good "no stub of it stays"; fi
sed -i 's/! echo x/echo x/' "$work/volume/Dockerfile"
expect "with O it can be written to" 0 "" vol :O
exactly "by nobody who would find it" $'dir\nfile' ls "$work/host"
expect "otherwise what is written is there" 0 "" vol :rw
exactly "on the host" "x" cat "$work/host/new"
context one-file <<'EOF'
FROM base
RUN cat /etc/config
EOF
expect "a file is seen as well" 0 "of-host" build -v "$work/host/file:/etc/config:ro" "$work/one-file"
expect "what is not there is told" 1 "no such file" build -v "$work/none:/mnt/vol" "$work/volume"
expect "volumes there are none" 1 "a build has no volumes" build -v "data:/mnt/vol" "$work/volume"
context device <<'EOF'
FROM base
RUN test -c /dev/own && stat -c %t:%T /dev/own && echo x >/dev/own
EOF
expect "a device of the host is there" 0 "1:3" build --device /dev/null:/dev/own:rw -t device "$work/device"
lacks "and in no layer" "dev/own" files device
expect "without it there is none" 1 "exit code" build "$work/device"
expect "a device that is none is told" 1 "neither a character nor a block" \
  build --device /etc:/dev/own "$work/device"
expect "those of CDI are refused" 1 "devices of CDI" build --device vendor.com/gpu=all "$work/device"
context caps <<'EOF'
FROM base
RUN cat /proc/self/status; mount -t tmpfs none /mnt 2>/dev/null && echo mounted || echo not mounted
EOF
expect "a capability can be given" 0 " mounted" \
  build --cap-add sys_admin --security-opt seccomp=unconfined "$work/caps"
expect "and all be taken" 0 $'CapEff:\t0000000000000000' build --cap-drop ALL "$work/caps"
expect "--userns host is what there is" 0 "" build --userns host --isolation oci "$work/caps"
expect "another one is refused with the reason" 1 "not supported: --userns auto: layers" \
  build --userns auto "$work/caps"

# Contexts of the network and of layouts.
mkdir -p "$work/www/tree/sub/dir" && echo of-tar >"$work/www/tree/file"
printf 'FROM base\nCOPY . /ctx/\nRUN cat /ctx/file\n' >"$work/www/tree/Dockerfile"
echo '*.skip' >"$work/www/tree/.dockerignore"
touch "$work/www/tree/x.skip"
tar -C "$work/www/tree" -czf "$work/www/tree.tar.gz" .
cp "$work/www/tree/file" "$work/www/alone.txt"
printf 'FROM base\nRUN echo no context\n' >"$work/www/Dockerfile"
(
  export HOME=$work GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
  git init -q -b main "$work/repo" && cd "$work/repo" || exit
  mkdir sub && echo of-git >sub/file && ln -s ../../../../../../etc sub/out
  printf 'FROM base\nCOPY file /\nRUN cat /file\n' >sub/Containerfile
  git add . && git commit -qm first && git tag v1
  echo of-git-2 >sub/file && git commit -qam second
  git clone -q --bare . "$work/www/repo.git" && cd "$work/www/repo.git" && git update-server-info
) || bad "a repository" "cannot be made"
busybox httpd -f -p 127.0.0.1:8080 -h "$work/www" &
server=$!
for ((n = 0; n < 100; n++)); do (: >/dev/tcp/127.0.0.1/8080) 2>/dev/null && break || sleep 0.05; done
url=http://127.0.0.1:8080
expect "an archive at a URL is a context" 0 "of-tar" build -t url "$url/tree.tar.gz"
lacks "with its .dockerignore" "x.skip" files url
expect "a Dockerfile at a URL is one without" 0 "no context" build "$url/Dockerfile"
expect "what is not there is told" 1 "the server answers 404" build "$url/none.tar"
expect "a repository is a context, from a folder of it" 0 "of-git-2" build "$url/repo.git#main:sub"
expect "at a tag" 0 " of-git" build "$url/repo.git#v1:sub"
expect "a folder that leads elsewhere is none" 1 "no such file" build "$url/repo.git#v1:sub/out"
expect "a Dockerfile of ours with it" 0 "sub" \
  sh -c "printf 'FROM base\nCOPY . /\nRUN ls /' | \"$BUNDLE\" build --progress plain -f - '$url/repo.git'"
printf 'FROM base\nCOPY . /r\nRUN ls -d /r/.git\n' >"$work/git.Dockerfile"
expect "without what git keeps" 1 "/r/.git: No such file" sh -c "'$BUNDLE' build -f - '$url/repo.git' <'$work/git.Dockerfile'"
expect "unless it is asked for" 0 "" sh -c \
  "'$BUNDLE' build --build-arg BUILDKIT_CONTEXT_KEEP_GIT_DIR=1 -f - '$url/repo.git' <'$work/git.Dockerfile'"
expect "no other kind of address" 1 "not supported" build "ftp://127.0.0.1/x"
context parts <<'EOF'
FROM base
COPY --from=part . /part/
RUN --mount=from=part,target=/m cat /m/file /m/sub/file 2>/dev/null; ls /part
EOF
part() { build --build-context "part=$1" "$work/parts"; }
expect "an archive is a named context" 0 "of-tar" part "$url/tree.tar.gz"
expect "so is a file" 0 "alone.txt" part "$url/alone.txt"
expect "and a repository" 0 "of-git" part "$url/repo.git#v1"
expect "one that nobody uses is not fetched" 0 "" build --build-context "x=$url/none" "$work/parts" --build-context "part=$work/www"
kill "$server"
wait "$server" 2>/dev/null
b tag base one:1 >/dev/null && b tag base one:2 >/dev/null
build -t two:2 - <<<$'FROM base\nRUN echo two >/two' >/dev/null 2>&1
b save --format oci-dir -o "$work/layout" one:1 two:2 2>/dev/null
b rmi one:1 two:2 >/dev/null
before=$(b images --format json | jq -r .Repository | sort -u)
context on-layout <<'EOF'
FROM lay
COPY --from=lay /etc/passwd /copied
RUN cat /two /copied
EOF
lay() { build --build-context "lay=oci-layout://$work/layout$1" "$work/on-layout"; }
expect "an image of a layout is one to build on and to copy from" 0 $' two\n' lay :2
expect "by its digest, too" 0 "CACHED" lay "@$(jq -r '.manifests[1].digest' "$work/layout/index.json")"
expect "another tag is another image" 1 "exit code" lay :1
expect "one that is not there is told" 1 "there is no such image" lay :3
expect "and who has none" 1 "there is no such image" lay ""
exactly "no image has got a name by it" "$before" sh -c "\"$BUNDLE\" images --format json | jq -r .Repository | sort -u"

# Several platforms.
context platforms <<'EOF'
FROM --platform=$BUILDPLATFORM base AS tool
ARG TARGETPLATFORM BUILDPLATFORM
RUN echo "$BUILDPLATFORM makes $TARGETPLATFORM" >/made
FROM scratch
ARG TARGETARCH
LABEL for=$TARGETARCH
COPY --from=tool /made /made
COPY Dockerfile /d/
EOF
both() { build --platform linux/amd64,linux/arm64 "$@"; }
expect "an index has an image for each" 0 "writing index" both -t both "$work/platforms"
expect "its steps say for which" 0 "[linux/arm64 stage-1 2/2]" both -t both "$work/platforms"
exactly "inspect tells of all, and shows this machine's" $'amd64\nlinux/amd64 linux/arm64' \
  sh -c "\"$BUNDLE\" inspect both | jq -r '.[0] | .Config.Labels.for, ([.Manifests[].Platform] | join(\" \"))'"
expect "it is one line of the list" 0 "1" sh -c "\"$BUNDLE\" images | grep -c '^both '"
context on-both <<'EOF'
FROM both
ARG TARGETARCH
LABEL on=$TARGETARCH
EOF
for arch in amd64 arm64; do
  build --platform "linux/$arch" -o "$work/of-$arch" "$work/on-both" >/dev/null 2>&1
  expect "an image on it has its $arch" 0 "linux/amd64 makes linux/$arch" cat "$work/of-$arch/made"
done
both -o "$work/of-both" "$work/platforms" >/dev/null 2>&1
expect "files are in a folder for each" 0 "makes linux/arm64" cat "$work/of-both/linux_arm64/made"
both -o "type=tar,dest=$work/of-both.tar" "$work/platforms" >/dev/null 2>&1
expect "in an archive, too" 0 "linux/amd64 makes linux/amd64" tar -xOf "$work/of-both.tar" linux_amd64/made
for n in 1 2; do
  sleep "$((n - 1)).1"
  SOURCE_DATE_EPOCH=1000000000 both -o "type=tar,dest=$work/both-$n.tar" --no-cache "$work/platforms" >/dev/null 2>&1
done
exactly "with SOURCE_DATE_EPOCH always the same" "" cmp "$work/both-1.tar" "$work/both-2.tar"
expect "docker's archive has no place for them" 1 "type=oci has all" both -o "type=docker,dest=$work/x" "$work/platforms"
both -o "type=oci,dest=$work/both.tar" --iidfile "$work/both.id" --metadata-file "$work/both.json" "$work/platforms" \
  >/dev/null 2>&1
mkdir "$work/both" && tar -C "$work/both" -xf "$work/both.tar"
index=$(jq -r '.manifests[0].digest' "$work/both/index.json")
exactly "a layout has the index" "application/vnd.oci.image.index.v1+json" \
  jq -r '.manifests[0].mediaType' "$work/both/index.json"
exactly "and the images" "linux/amd64 linux/arm64" \
  jq -r '[.manifests[].platform | .os + "/" + .architecture] | join(" ")' "$work/both/blobs/${index/:/\/}"
exactly "whose digest is told" "$index" cat "$work/both.id"
exactly "in the other file as well" "$index" jq -r '."containerimage.digest"' "$work/both.json"
context foreign <<'EOF'
FROM scratch
COPY --from=tools /bin /bin
RUN true
EOF
if grep -qs aarch64 /proc/sys/fs/binfmt_misc/*; then
  echo "skip  RUN for another processor: this machine has an emulator"
else
  expect "RUN for another processor is refused with the remedy" 1 "no handler of binfmt_misc" \
    build --platform linux/arm64 --build-context "tools=$work/base" "$work/foreign"
fi
expect "for this one it runs" 0 "" build --platform linux/386 --build-context "tools=$work/base" "$work/foreign"
if command -v docker-registry >/dev/null; then
  registry
  b tag both 127.0.0.1:5000/both:1 >/dev/null
  expect "all of it is pushed" 0 "$index" b push -q 127.0.0.1:5000/both:1
  b rmi 127.0.0.1:5000/both:1 both >/dev/null
  expect "and the one asked for pulled" 0 "sha256:" b pull -q --platform linux/arm64 127.0.0.1:5000/both:1
  exactly "which is that" "arm64" b inspect --format '{{.Architecture}}' 127.0.0.1:5000/both:1
  kill "$registry" && wait "$registry" 2>/dev/null
fi
b gc >/dev/null
expect "the store is sound" 0 "" b fsck

# Caches.
context caches <<'EOF'
FROM base AS early
RUN echo early >/early; echo other >/other
FROM base
COPY --from=early /early /
RUN echo late >/late
EOF
forget() { b prune --build --force >/dev/null; }
cached() { [ "$(build "${@:2}" "$work/caches" 2>&1 | grep -c " CACHED$")" = "$1" ]; }
forget
build --cache-to "$work/cache-min" "$work/caches" >/dev/null 2>&1 || bad "a cache" "is not written"
build --cache-to "type=local,dest=$work/cache-max,mode=max" "$work/caches" >/dev/null 2>&1
forget
expect "without mode=max a cache has the steps of the result" 0 "" cached 2 --cache-from "$work/cache-min"
forget
expect "with it all" 0 "" cached 3 --cache-from "type=local,src=$work/cache-max"
forget
b gc >/dev/null
for blob in "$work"/cache-max/blobs/*/*; do echo damaged >"$blob"; done
expect "damaged, it is told" 0 "warning: --cache-from: blob" build --cache-from "$work/cache-max" "$work/caches"
expect "one that is not there is no reason to fail" 0 "" cached 3 --cache-from type=registry,ref=127.0.0.1:5001/none
expect "and is told" 0 "warning: " build --cache-from type=registry,ref=127.0.0.1:5001/none "$work/caches"
expect "other kinds are refused" 1 "local, registry and inline are" build --cache-to type=gha "$work/caches"
expect "an image has its own steps only" 1 "mode=min" build --cache-to type=inline,mode=max "$work/caches"
build -t inline --cache-to type=inline "$work/caches" >/dev/null 2>&1
before=$(b inspect --format '{{.Descriptor.digest}}' inline)
forget
expect "an image with its steps is a cache" 0 "" cached 2 --cache-from inline
build -t inline --build-arg BUILDKIT_INLINE_CACHE=1 "$work/caches" >/dev/null 2>&1
exactly "made from the cache it is the same" "$before" b inspect --format '{{.Descriptor.digest}}' inline
sed -i 's/echo late/echo later/' "$work/caches/Dockerfile"
forget
expect "another step is made anew" 0 "" cached 1 --cache-from inline
if command -v docker-registry >/dev/null; then
  registry
  cache=type=registry,ref=127.0.0.1:5000/cache:1
  expect "a cache goes to a registry" 0 "exporting cache" build --cache-to "$cache,mode=max" "$work/caches"
  forget
  expect "and comes from there" 0 "" cached 3 --cache-from "$cache"
  build -t 127.0.0.1:5000/inline:1 --cache-to type=inline "$work/caches" >/dev/null 2>&1
  b push -q 127.0.0.1:5000/inline:1 >/dev/null
  forget
  b rmi 127.0.0.1:5000/inline:1 >/dev/null
  b gc >/dev/null
  expect "so does an image with its steps" 0 "" cached 2 --cache-from 127.0.0.1:5000/inline:1
  rm -r "$work/registry/docker/registry/v2/blobs"
  forget
  b gc >/dev/null
  expect "what is gone there is made anew" 0 "" cached 0 --cache-from "$cache"
  kill "$registry" && wait "$registry" 2>/dev/null
fi

# Mounts of RUN with others.
if command -v ssh-agent ssh-add ssh-keygen >/dev/null; then
  context agent <<'EOF'
FROM base
RUN --mount=type=ssh ssh-add -l
USER app
RUN --mount=type=ssh,id=own,uid=1000,required ssh-add -l && test "$(stat -c %u "$SSH_AUTH_SOCK")" = 1000
USER 0
RUN --mount=type=ssh,id=other ! ssh-add -l
EOF
  eval "$(ssh-agent -a "$work/agent.sock")" >/dev/null
  ssh-keygen -q -t ed25519 -N '' -C a-key-of-ours -f "$work/key" && ssh-add -q "$work/key"
  host=()
  for path in "$(command -v ssh-add)" /lib64 /usr/lib /lib; do host+=(-v "$path:$path:ro"); done
  expect "an ssh agent is there for who asks" 0 "a-key-of-ours (ED25519)" \
    build --ssh default --ssh "own=$work/agent.sock" "${host[@]}" -t agent "$work/agent"
  lacks "nothing of it stays" "ssh" files agent
  expect "one that is required and not given is told" 1 "ssh agent own: not given" \
    build --no-cache --ssh default "${host[@]}" "$work/agent"
  ssh-agent -k >/dev/null
else
  echo "skip  ssh: there is no ssh-agent"
  skipped=$((skipped + 1))
fi
context sharing <<'EOF'
FROM base AS a
RUN --mount=type=cache,id=l,sharing=locked,target=/c mkdir /c/held && sleep 1 && rm -r /c/held; touch /a
FROM base AS b
RUN --mount=type=cache,id=l,sharing=locked,target=/c mkdir /c/held && sleep 1 && rm -r /c/held; touch /b
FROM base
COPY --from=a /a /
COPY --from=b /b /
EOF
expect "of a locked cache one waits for the other" 0 "" build "$work/sharing"
lacks "and never meets it" "exists" build --no-cache "$work/sharing"
sed -i 's/sharing=locked/sharing=private/; s/sleep 1 && rm -r \/c\/held/sleep 2; ls \/c | wc -l/; s/id=l/id=p/' "$work/sharing/Dockerfile"
lacks "of a private one each has its own" "exists" build "$work/sharing"
exactly "so there are two" 2 sh -c "ls -d '$CAPSULE_STORE'/build/mounts/*/data/held | wc -l"
sed -i 's/sharing=private/sharing=shared/; s/id=p/id=s/; s/mkdir \/c\/held/touch \/c\/$$ \/c\/held; mkdir \/c\/$(cat \/proc\/sys\/kernel\/random\/uuid)/' "$work/sharing/Dockerfile"
expect "a shared one both have" 0 "" build "$work/sharing"
exactly "with what either put there" 2 sh -c "find '$CAPSULE_STORE'/build/mounts/*/data -mindepth 1 -maxdepth 1 -name '*-*-*' | wc -l"
context copyup <<'EOF'
FROM base
RUN mkdir /d; echo of-image >/d/file
RUN --mount=type=tmpfs,target=/d,tmpcopyup cat /d/file; echo changed >/d/file
RUN --mount=type=tmpfs,target=/d test ! -e /d/file
RUN --mount=type=tmpfs,target=/d,ro ! touch /d/x
RUN cat /d/file >/copied
EOF
expect "tmpcopyup fills a tmpfs" 0 " of-image" build -t copyup "$work/copyup"
exactly "for the RUN alone" "of-image" run copyup cat /copied

# Limits of RUN.
context limits <<'EOF'
FROM base
RUN ulimit -n; mount | grep /dev/shm; cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max \
  /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu.max 2>/dev/null; true
RUN dd if=/dev/zero of=/dev/null bs=128M count=1
EOF
limited() { build --no-cache --memory 48m --memory-swap 48m --cpus 0.5 --ulimit nofile=77 --shm-size 3m "$work/limits"; }
limited >"$work/limits.log" 2>&1
expect "limits of users hold" 0 " 77" cat "$work/limits.log"
expect "the size of /dev/shm" 0 "size=3072k" cat "$work/limits.log"
expect "memory" 0 " 50331648" cat "$work/limits.log"
expect "processors" 0 " 50000" cat "$work/limits.log"
expect "who takes more memory is killed" 0 "exit code: 137" cat "$work/limits.log"

# Media types of docker.
context one-step <<'EOF'
FROM base
RUN echo x >/x
EOF
expect "an image in docker's format" 0 "" build --format docker -t 127.0.0.1:5000/docker:1 "$work/one-step"
exactly "has its media types" "application/vnd.docker.distribution.manifest.v2+json" \
  b inspect --format '{{.Descriptor.mediaType}}' 127.0.0.1:5000/docker:1
if command -v docker-registry skopeo >/dev/null; then
  registry
  b push -q 127.0.0.1:5000/docker:1 >/dev/null
  exactly "which a registry gives to others" \
    $'application/vnd.docker.distribution.manifest.v2+json\napplication/vnd.docker.container.image.v1+json\napplication/vnd.docker.image.rootfs.diff.tar.gzip' \
    sh -c "skopeo inspect --raw --tls-verify=false docker://127.0.0.1:5000/docker:1 | jq -r '.mediaType, .config.mediaType, (.layers[].mediaType | select(endswith(\"gzip\")))' | uniq"
  expect "and they can take" 0 "" skopeo copy -q --src-tls-verify=false docker://127.0.0.1:5000/docker:1 "dir:$work/docker"
  kill "$registry" && wait "$registry" 2>/dev/null
fi

# Interruptions.
context parallel <<'EOF'
FROM base AS a
RUN --mount=type=cache,target=/c echo a-begins; sleep 12345
FROM base AS b
RUN --mount=type=tmpfs,target=/c echo b-begins; sleep 12345
FROM base
COPY --from=a /a /
COPY --from=b /b /
EOF
for signal in INT TERM HUP; do
  : >"$work/parallel.log"
  # A shell has its background programs ignore SIGINT.
  setsid env --default-signal=INT "$BUNDLE" build --progress plain --cgroup-parent "/capsule-options-$$" "$work/parallel" \
    >"$work/parallel.log" 2>&1 &
  killed=$!
  for ((n = 0; n < 400; n++)); do
    [ "$(grep -c '[ab]-begins$' "$work/parallel.log")" = 2 ] && break || sleep 0.05
  done
  kill -s "$signal" "$killed"
  wait "$killed"
  status=$?
  exactly "SIG$signal ends a build of several stages with its number" "$((128 + $(kill -l "$signal")))" echo "$status"
  expect "which says why" 0 "bundle: interrupted" cat "$work/parallel.log"
  exactly "of it no container is left" "" find "$CAPSULE_RUN_ROOT/runtime" -mindepth 1
  exactly "no folder" "" find "$CAPSULE_STORE/tmp" -mindepth 1
  exactly "no process" "" pgrep -f "sleep 1234[5]"
  exactly "no cgroup" "" sh -c "find /sys/fs/cgroup -type d -path '*/capsule-options-$$/*' 2>/dev/null"
done
find /sys/fs/cgroup -type d -name "capsule-options-$$" -exec rmdir {} + 2>/dev/null

# Rules that want the context and the base image.
context lint <<'EOF'
FROM shelled
COPY secret.txt $SET/$UNSET
CMD no array
EOF
echo 'secret*' >"$work/lint/.dockerignore"
build -t shelled - <<<$'FROM base\nSHELL ["/bin/sh", "-c"]\nENV SET=x' >/dev/null 2>&1
expect "what .dockerignore leaves out is told" 1 "CopyIgnoredFile" b build --check "$work/lint"
expect "so is a variable that the base has not" 1 "variable '\$UNSET'" b build --check "$work/lint"
lacks "not one that it has" "\$SET'" b build --check "$work/lint"
lacks "nor a shell form where it says SHELL" "JSONArgs" b build --check "$work/lint"
sed -i 's/^FROM shelled/FROM base/' "$work/lint/Dockerfile"
expect "where it does not, that is told" 1 "JSONArgs" b build --check "$work/lint"
expect "a context that is not there has no rules" 1 "JSONArgs" sh -c "\"$BUNDLE\" build --check - <'$work/lint/Dockerfile'"

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
