# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: features.md: JSON with the versions, without a container.
# Fails on crun: Debian's version predates it
ok rt features
[ "$(jq -r .ociVersionMin <<<"$out")" ] || complain "no ociVersionMin"
[ "$(jq -r .ociVersionMax <<<"$out")" ] || complain "no ociVersionMax"
has network "$(jq -r '.linux.namespaces | join(" ")' <<<"$out")"
