#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# layers.sh BUNDLE: how `bundle` mounts layers, keeps those in use, and does without root and without new calls; one line
# a behaviour. A store of its own in a temporary folder, mounts in a namespace of their own: nothing of the machine's is
# touched. Wants root. Closing line: N passed, N failed, N skipped.
set -u
[ "$(id -u)" = 0 ] || { echo "layers: 0 passed, 0 failed, 1 skipped: needs root"; exit 0; }
BUNDLE=$(realpath -s "$(command -v "$1")")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ "${LAYERS_INSIDE:-}" != 1 ]; then
  LAYERS_INSIDE=1 exec unshare --mount --propagation private "$0" "$BUNDLE"
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/bundle-layers.XXXXXX")
export CAPSULE_STORE=$work/store
finish() {
  local path
  while path=$(grep -o " $work/[^ ]*" /proc/self/mountinfo | tail -n 1) && [ -n "$path" ]; do umount -l "${path# }" || break; done
  rm -rf --one-file-system "$work"
}
trap finish EXIT
b() { timeout 100 "$BUNDLE" "$@"; }

# shellcheck source=words
. "$here/words"
layers() { find "$CAPSULE_STORE/layers" -mindepth 1 -maxdepth 1 | wc -l; }
image() { # NAME COUNT [odd]: an image of so many layers
  "$here/layout" "$work/$1" "${@:2}" && mv "$work/$1" "$work/layout" && b load -i "$work/layout" >/dev/null &&
    b tag layout:it "$1" && b rmi layout:it >/dev/null && rm -rf "$work/layout"
}
image one 1 && image odd 3 odd && image many 100 && image most 500

# --- the end of the machine: nothing is synced when it is written, and everything young is looked at after a reboot
exactly "content that came is marked with the boot" "$(cat /proc/sys/kernel/random/boot_id)" cat "$CAPSULE_STORE/unsynced"
expect "the mark stays while the kernel may still write" 0 "" b images
expect "for a minute" 0 "" test -e "$CAPSULE_STORE/unsynced"
touch -d '2 minutes ago' "$CAPSULE_STORE/unsynced"
expect "then a command syncs" 0 "" b images
expect "and takes it away" 1 "" test -e "$CAPSULE_STORE/unsynced"
expect "an image is unpacked" 0 "" b unpack one "$work/first"
b umount "$work/first"; rm -rf "$work/first"
folder=$(dirname "$(find "$CAPSULE_STORE/layers" -name layer.json | head -n 1)")
find "$folder/diff" -type f | sort >"$work/files"
sums() { (cd "$folder/diff" && find . -type f -exec sha256sum {} + | sort); }
before=$(sums)
echo another-boot >"$CAPSULE_STORE/unsynced"
touch -d '5 minutes ago' "$CAPSULE_STORE/unsynced"
while read -r file; do : >"$file"; done <"$work/files"
expect "after a crash a layer whose files are empty is unpacked again" 0 "" b images
exactly "as it was" "$before" sums
expect "in the same place, for those who use it" 0 "" test -e "$folder/layer.json"
blob=$(find "$CAPSULE_STORE/oci/blobs" -type f -size +1k | head -n 1)
cp -a "$blob" "$work/blob" && : >"$blob"
echo another-boot >"$CAPSULE_STORE/unsynced"
touch -d '5 minutes ago' "$CAPSULE_STORE/unsynced"
expect "a blob that lost its content is removed, and said" 0 "blob sha256:$(basename "$blob") was damaged when the machine went down" b images
expect "it is gone" 1 "" test -e "$blob"
cp -a "$work/blob" "$blob"
cp -a "$blob" "$work/old" && : >"$blob" && touch -d '1 hour ago' "$blob"
echo another-boot >"$CAPSULE_STORE/unsynced"
expect "what was there before is not read again" 0 "" b images
exactly "it is fsck's" 0 stat -c %s "$blob"
cp -a "$work/old" "$blob"

# --- a bundle
expect "unpack makes a bundle" 0 "" b unpack odd "$work/demo"
exactly "whose folder nobody else enters" 700 stat -c %a "$work/demo"
exactly "with the layers, merged" "0 1 2 2 seen lower upper" \
  sh -c "cd $work/demo/rootfs && echo \$(cat n/0 && echo && cat n/1 && echo && cat n/2 && echo && cat last && echo &&
    cat opaque/* && echo && cat usr/lower && echo && cat usr/upper)"
exactly "a hard link to a lower file is that file" "2 2" \
  sh -c "echo \$(stat -c %h $work/demo/rootfs/link $work/demo/rootfs/usr/lower)"
exactly "overlay's attributes in an archive hide nothing" kept cat "$work/demo/rootfs/kept/file"
exactly "what a layer removes is gone" "" sh -c "ls $work/demo/rootfs | grep gone"
expect "device nodes of an image are none on the host" 2 "Permission denied" sh -c ": <$work/demo/rootfs/null"
expect "unpack refuses a folder with something in it" 1 "directory not empty" b unpack odd "$work/demo"
echo changed >"$work/demo/rootfs/changed"
expect "umount ends it" 0 "" b umount "$work/demo"
exactly "then nothing is there" "" ls "$work/demo/rootfs"
expect "umount refuses what is not mounted" 1 "nothing is mounted at" b umount "$work/demo"
expect "mount mounts it again" 0 "" b mount "$work/demo"
exactly "with what was changed" changed cat "$work/demo/rootfs/changed"
expect "but not twice" 1 "is mounted already" b mount "$work/demo"
expect "nor what is no bundle" 1 "is no bundle that this store knows" b mount "$work"
mkdir "$work/other" && mount -t tmpfs other "$work/other"
expect "umount leaves what others mounted" 1 "is neither a bundle" b umount "$work/other"
expect "which is still there" 0 "" mountpoint -q "$work/other"
umount "$work/other"

# --- an image to look at
mkdir "$work/look"
for name in one odd; do
  expect "an image is mounted ($name)" 0 "" b mount "$name" "$work/look"
  expect "read-only ($name)" 2 "Read-only file system" sh -c "echo x >$work/look/last"
  expect "without set-user-ID and devices ($name)" 0 "" \
    sh -c "grep -E ' $work/look (ro|.*,ro).*' /proc/self/mountinfo | grep nosuid | grep -q nodev"
  expect "not twice ($name)" 1 "already" b mount "$name" "$work/look"
  expect "and unmounted ($name)" 0 "" b umount "$work/look"
  expect "and forgotten ($name)" 1 "nor is an image mounted there" b umount "$work/look"
done

# --- what is in use
expect "rmi spares the image of a bundle" 1 "is used by the bundles $work/demo" b rmi odd
expect "prune does too" 0 "" b prune --all --force
expect "rmi --force takes its name" 0 "Untagged" b rmi --force odd
before=$(layers)
expect "gc keeps the layers of a bundle" 0 "" b gc
exactly "all three" 3 layers
[ "$before" = 3 ] || echo "      ($before before)"
expect "mounted or not" 0 "" b umount "$work/demo"
b gc >/dev/null
expect "it can be mounted again" 0 "" b mount "$work/demo"
b umount "$work/demo"
top=$(find "$CAPSULE_STORE/layers" -mindepth 1 -maxdepth 1 -name 'c-*')
mv "$top" "$work/away"
expect "fsck misses a layer of a bundle" 1 "its layer ${top##*/} is missing" b fsck
expect "mount does too" 1 "is gone" b mount "$work/demo"
mv "$work/away" "$top"
expect "nothing is wrong when it is back" 0 "" b fsck
b mount "$work/demo"
mv "$work/demo" "$work/moved"
b gc >/dev/null
exactly "a bundle that was moved keeps them while it is mounted" lower cat "$work/moved/rootfs/usr/lower"
exactly "still three" 3 layers
umount "$work/moved/rootfs"
rm -rf "$work/moved"
expect "gc takes them when it is gone" 0 "layers/" b gc
exactly "all" 0 layers
expect "fsck finds nothing wrong" 0 "" b fsck
image one 1 && image odd 3 odd && image many 100 && image most 500

# --- leftovers of killed processes
id=$(printf '%064d' 7)
mkdir -p "$CAPSULE_STORE/tmp/1-dead-layer/diff" "$CAPSULE_STORE/containers/$id/upper" "$work/precious"
echo precious >"$work/precious/file"
mount --bind "$work/precious" "$CAPSULE_STORE/tmp/1-dead-layer/diff"
mount --bind "$work/precious" "$CAPSULE_STORE/containers/$id/upper"
expect "gc takes what was half-made, and what is mounted in it off" 0 "containers/$id" b gc
expect "without a trace" 1 "" sh -c "ls $CAPSULE_STORE/tmp $CAPSULE_STORE/containers | grep -e dead -e $id"
exactly "and leaves what was mounted alone" precious cat "$work/precious/file"

timeout -s KILL 0.4 "$BUNDLE" unpack --quiet most "$work/killed"
umount "$work/killed/rootfs" 2>/dev/null
rm -rf "$work/killed"
expect "what was killed in the middle is unpacked again" 0 "" b unpack --quiet most "$work/b"
exactly "whole" 500 sh -c "ls $work/b/rootfs/n | wc -l"
b umount "$work/b"
rm -rf "$work/b"
b gc >/dev/null
exactly "and nothing of it stays" "" ls "$CAPSULE_STORE/tmp"

# --- many layers, new and old kernels
for calls in "" fsopen,fsconfig,fsmount,move_mount,open_tree "-e EINVAL fsconfig" "-e EPERM fsopen"; do
  for name in odd many most; do
    run=()
    # shellcheck disable=SC2206 # options are words
    [ -z "$calls" ] || run=("$here/../../tools/old-kernel" $calls)
    expect "unpack $name${calls:+ without $calls}" 0 "" "${run[@]}" "$BUNDLE" unpack --quiet "$name" "$work/b"
    count=$(find "$work/b/rootfs/n" -type f | wc -l)
    exactly "all its layers are there" "$count $((count - 1))" sh -c "echo $count \$(cat $work/b/rootfs/last)"
    expect "umount" 0 "" b umount "$work/b"
    rm -rf "$work/b"
  done
done
"$here/layout" "$work/fresh" 500 && CAPSULE_STORE=$work/store2 b load -i "$work/fresh" >/dev/null
expect "500 layers do with a usual number of descriptors" 0 "" env CAPSULE_STORE="$work/store2" \
  prlimit --nofile=1024:4096 "$BUNDLE" unpack --quiet fresh:it "$work/b"
exactly "all of them" 499 cat "$work/b/rootfs/last"
CAPSULE_STORE=$work/store2 b umount "$work/b"
rm -rf "$work/b" "$work/store2"
image toomany 501
expect "501 layers are refused" 1 "has 501 layers; overlay takes at most 500" b unpack toomany "$work/b"
expect "flat, they are not" 0 "" b unpack --quiet --no-overlay toomany "$work/b"
exactly "and all there" 500 cat "$work/b/rootfs/last"
rm -rf "$work/b"

# --- limits
expect "--max-layer-size refuses larger layers" 1 "more than 100 bytes" b unpack --no-overlay --max-layer-size 100b one "$work/b"
expect "also unpacked ones" 1 "more than 1 bytes" b unpack --max-layer-size 1b one "$work/b"
expect "and leaves nothing" 1 "" test -e "$work/b"
expect "a size that is none is refused" 1 "--max-layer-size" b unpack --max-layer-size lots one "$work/b"

# --- without root
cp "$BUNDLE" "$work/bundle" && chmod 755 "$work" "$work/bundle"
install -d -o 65534 -g 65534 "$work/nobody"
"$here/layout" "$work/nobody/layout" 3 odd && chmod -R a+rX "$work/nobody/layout"
nobody() {
  timeout 100 env -i PATH="$PATH" CAPSULE_STORE="$work/nobody/store" \
    setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@"
}
expect "somebody has a store" 0 "" nobody "$work/bundle" load -i "$work/nobody/layout"
expect "and unpacks" 0 "a device needs root; an empty file is in its place" \
  nobody "$work/bundle" unpack --progress plain layout:it "$work/nobody/b"
exactly "all is theirs" "" find "$work/nobody/b" ! -uid 65534 -o ! -gid 65534
exactly "also in folders that nobody may write" "lower upper" \
  nobody sh -c "cd $work/nobody/b/rootfs/usr && echo \$(cat lower && echo && cat upper)"
exactly "modes are the image's" "555 0 4755" nobody sh -c "cd $work/nobody/b/rootfs && echo \$(stat -c %a usr closed setuid)"
exactly "a device is an empty file without any" "regular empty file 0" nobody stat -c "%F %a" "$work/nobody/b/rootfs/null"
exactly "links to lower files, whiteouts and opaque folders are as they should be" "2 seen" \
  nobody sh -c "cd $work/nobody/b/rootfs && echo \$(stat -c %h link) \$(cat opaque/*) \$(ls -d gone 2>/dev/null)"
expect "mounting needs root" 1 "mounting needs root" nobody "$work/bundle" mount layout:it "$work/nobody"
expect "a failure leaves nothing" 1 "more than 1 bytes" \
  nobody "$work/bundle" unpack --max-layer-size 1b layout:it "$work/nobody/c"
expect "nothing at all" 1 "" test -e "$work/nobody/c"

# --- in a user namespace
inside() { nobody unshare --user --map-root-user --mount -- "$@"; }
if inside true 2>/dev/null; then
  expect "root of a user namespace mounts an overlay" 0 "kept2 seen upper" inside sh -c \
    "$work/bundle unpack --quiet layout:it $work/nobody/d && cat $work/nobody/d/rootfs/kept/file >&2 && cd $work/nobody/d/rootfs && grep -q ' $work/nobody/d/rootfs .* overlay .*userxattr' /proc/self/mountinfo &&
     echo \$(stat -c %h link) \$(cat opaque/*) \$(cat usr/upper) \$(ls -d gone 2>/dev/null) && echo x >usr/new"
  exactly "what it changes is theirs" x cat "$work/nobody/d/upper/usr/new"
else
  skipped=$((skipped + 1))
  echo "skip  root of a user namespace: it cannot be made here"
fi

echo "layers: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
