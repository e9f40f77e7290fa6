# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: --version: a name, the word version, and the specification's version.
ok rt --version
has " version " "$(head -n 1 <<<"$out")"
has "spec: 1." "$out"
equal 1 "$(grep -ci version <<<"$out")"
