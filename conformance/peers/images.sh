#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# images.sh BUNDLE: umoci, skopeo and podman read what `bundle` saves and pushes; `bundle` reads what they write.
# Everything happens in a temporary directory and on loopback. Closing line: N passed, N failed, N skipped.
set -u
bundle_program=$(realpath -s "$(command -v "$1")")
work=$(mktemp -d "${TMPDIR:-/tmp}/bundle-peers.XXXXXX")
registry_pid=
cleanup() {
  [ -z "$registry_pid" ] || kill "$registry_pid" 2>/dev/null
  rm -rf "$work"
}
trap cleanup EXIT
cd "$work" || exit 1
passed=0 failed=0 skipped=0
# check NAME COMMAND...: the command succeeds.
check() {
  local name=$1
  shift
  if "$@" >out 2>err; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "not ok: $name: $(tail -n 2 err | tr '\n' ' ')"
  fi
}
skip() {
  skipped=$((skipped + 1))
  echo "skipped: $1"
}
has() { command -v "$1" >/dev/null; }
export HOME=$work/home CONTAINERS_REGISTRIES_CONF=$work/registries.conf REGISTRY_AUTH_FILE=$work/auth.json
mkdir home && : >registries.conf && echo '{}' >auth.json
bundle() { "$bundle_program" "$1" --store "$work/store" "${@:2}"; }
other() { "$bundle_program" "$1" --store "$work/other" "${@:2}"; }
# same COMMAND...: its last line of output is the image's ID.
same() { [ "$("$@" | tail -n 1)" = "$id" ]; }
# loads SOURCE: a store of its own has the image, with the same ID, after loading it.
loads() {
  rm -rf other
  other load --input "$1" >/dev/null && [ "$(other images --quiet --no-trunc | tail -n 1)" = "$id" ] && other fsck
}

mkdir -p root/etc && echo hello >root/etc/hello && ln -s hello root/etc/link && tar -C root -czf root.tar.gz .
id=$(bundle import root.tar.gz localhost/hello:1 --change 'CMD ["/hello"]' --change 'ENV A=1')
check "save oci-archive" bundle save --output oci.tar localhost/hello:1
check "save docker-archive" bundle save --format docker-archive --output docker.tar localhost/hello:1
check "save oci-dir" bundle save --format oci-dir --output layout localhost/hello:1
check "load oci-archive" loads oci.tar
check "load docker-archive" loads docker.tar
check "load oci-dir" loads layout
gzip --keep docker.tar
check "load a compressed archive" loads docker.tar.gz

if has umoci; then
  check "umoci unpacks the layout" umoci unpack --rootless --image layout:localhost/hello:1 unpacked
  check "umoci finds the file" cmp unpacked/rootfs/etc/hello root/etc/hello
  umoci tag --image layout:localhost/hello:1 second >/dev/null 2>&1
  # Two names for one image; the second is a tag alone, and so called after the folder.
  check "an umoci layout is loaded" loads layout
  check "its tag is joined to the folder's name" other inspect layout:second
else
  skip "umoci is missing: make deps"
fi

if has skopeo; then
  skopeo() { command skopeo --insecure-policy --tmpdir "$work" "$@"; }
  check "skopeo reads oci-archive" skopeo copy oci-archive:oci.tar:localhost/hello:1 dir:from-oci
  check "skopeo reads oci-archive as docker-archive" skopeo copy docker-archive:oci.tar dir:from-hybrid
  check "skopeo reads docker-archive" skopeo copy docker-archive:docker.tar dir:from-docker
  check "skopeo reads the layout" skopeo copy oci:layout:localhost/hello:1 oci-archive:skopeo-oci.tar:localhost/hello:1
  check "what skopeo wrote is loaded: oci-archive" loads skopeo-oci.tar
  check "skopeo writes docker-archive" skopeo copy oci:layout:localhost/hello:1 docker-archive:skopeo.tar:localhost/hello:1
  rm -rf other
  check "what skopeo wrote is loaded: docker-archive" other load --input skopeo.tar
  check "and has its name" other inspect localhost/hello:1
else
  skip "skopeo is missing: make deps"
fi

if has docker-registry && has skopeo; then
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  printf 'version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: "%s/registry"}}\nhttp: {addr: "127.0.0.1:%s"}\n' \
    "$work" "$port" >registry.yml
  # It takes REGISTRY_* for settings of its own.
  env -u REGISTRY_AUTH_FILE docker-registry serve registry.yml >/dev/null 2>&1 &
  registry_pid=$!
  for _ in $(seq 100); do curl -sf "http://127.0.0.1:$port/v2/" >/dev/null && break; sleep 0.1; done
  name=localhost:$port/team/hello:1
  check "push" bundle push localhost/hello:1 "$name"
  tar -C root -cf plain.tar .
  plain=$(bundle import plain.tar localhost/plain:1)
  check "push of a plain layer" bundle push localhost/plain:1 "localhost:$port/plain:1"
  check "is compressed on the way" grep -q 'tar+gzip' <(command skopeo inspect --raw --tls-verify=false "docker://localhost:$port/plain:1")
  check "skopeo reads what we compress" skopeo copy --src-tls-verify=false "docker://localhost:$port/plain:1" oci:gzip:1
  if has umoci; then
    check "umoci unpacks what we compress" umoci unpack --rootless --image gzip:1 unpacked-gzip
    check "whole" cmp unpacked-gzip/rootfs/etc/hello root/etc/hello
  fi
  rm -rf other
  id=$plain check "the image is the same" same other pull "localhost:$port/plain:1"
  check "save with zstd" bundle save --compression zstd --format oci-dir --output zstd-layout localhost/plain:1
  check "skopeo reads our zstd" skopeo copy oci:zstd-layout:localhost/plain:1 dir:from-zstd
  check "which is zstd" grep -q 'tar+zstd' zstd-layout/blobs/sha256/*
  check "skopeo pulls" skopeo copy --src-tls-verify=false "docker://$name" dir:pulled
  check "skopeo pushes docker's types" skopeo copy --format v2s2 --dest-tls-verify=false oci:layout:localhost/hello:1 "docker://localhost:$port/v2s2:1"
  rm -rf other
  check "pull of what skopeo pushed" same other pull "localhost:$port/v2s2:1"
  check "skopeo pushes zstd" skopeo copy --dest-compress-format zstd --dest-compress --dest-tls-verify=false oci:layout:localhost/hello:1 "docker://localhost:$port/zstd:1"
  check "pull of zstd" other pull "localhost:$port/zstd:1"
else
  skip "docker-registry or skopeo is missing: make deps"
fi

if [ "$(id -u)" = 0 ] && has podman; then
  mkdir podman etc
  printf '{"default": [{"type": "insecureAcceptAnything"}]}\n' >etc/policy.json
  printf '[storage]\ndriver = "vfs"\nrunroot = "%s/podman/run"\ngraphroot = "%s/podman/root"\n' "$work" "$work" >etc/storage.conf
  export CONTAINERS_STORAGE_CONF=$work/etc/storage.conf
  podman() { timeout 90 "$(type -P podman)" --root podman/root --runroot podman/run --storage-driver vfs "$@" </dev/null; }
  check "podman loads oci-archive" podman load --signature-policy etc/policy.json --input oci.tar
  check "podman has its ID" podman image exists "${id#sha256:}"
  podman rmi --all --force >/dev/null 2>&1
  check "podman loads docker-archive" podman load --signature-policy etc/policy.json --input docker.tar
  check "podman saves docker-archive" podman save --output podman.tar localhost/hello:1
  check "what podman saved is loaded" loads podman.tar
  check "podman saves oci-archive" podman save --format oci-archive --output podman-oci.tar localhost/hello:1
  rm -rf other
  check "what podman saved as OCI is loaded" other load --input podman-oci.tar
else
  skip "podman is missing, or we are not root"
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
