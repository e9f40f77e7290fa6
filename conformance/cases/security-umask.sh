# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: the caller's umask opens nothing: state stays private, and what is made in the root file system is not writable by all.
umask 000
config '.mounts += [{"destination": "/made/deep", "type": "tmpfs", "source": "tmpfs", "options": ["mode=755"]}]'
start_sleeper
equal "" "$(find "$ROOT" -mindepth 1 \( -type f -o -type d -o -type s \) -perm /0022)"
equal "" "$(find "$B/rootfs/made" -perm /0022)"
umask 077
