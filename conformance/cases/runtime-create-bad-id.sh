# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: ids that are paths, empty or dots are refused before anything is touched.
touch "$WORK/precious"
for id in "" . .. a/b ../x "a b" '%x$' "$(printf 'x%.0s' {1..1100})"; do
  fails rt create --bundle "$B" "$id"
done
fails rt delete --force ..
for file in "$WORK/precious" "$B/config.json"; do [ -e "$file" ] || complain "$file was deleted"; done
# Fails on crun: Debian's version accepts spaces, and deletes the parent of its root at `delete --force ..`
