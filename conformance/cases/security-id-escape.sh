# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: an id is a name, not a path: no verb reaches beyond the state root.
mkdir -p "$WORK/a/b/c"
echo decoy >"$WORK/a/b/decoy"
for id in .. . ../decoy ../../a a/b "" "$(printf 'x%.0s' $(seq 300))"; do
  for verb in state kill delete "delete --force" pause resume start; do
    # shellcheck disable=SC2086 # words
    try "$RUNTIME" --root "$WORK/a/b/c" $verb "$id"
    [ "$verb" = "delete --force" ] || [ "$status" != 0 ] || complain "$verb '$id' succeeded"
    equal decoy "$(cat "$WORK/a/b/decoy")"
  done
  fails "$RUNTIME" --root "$WORK/a/b/c" create --bundle "$B" "$id"
done
equal "b" "$(ls "$WORK/a")"
[ -d "$WORK/a/b" ] || complain "the root's parent is gone"
# Fails on crun: Debian's version removes the parent of its root
