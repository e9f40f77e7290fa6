# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md: operations on an ID that does not exist MUST generate an error.
for verb in state start kill pause resume ps delete; do
  fails rt "$verb" "$ID-nobody"
  has "does not exist" "$err"
done
fails rt exec "$ID-nobody" true
has "does not exist" "$err"
# Fails on crun: words it otherwise
