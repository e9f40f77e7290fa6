# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: the program may use every processor of its cpuset, although the caller was bound to one.
[ "$(nproc --all)" -gt 1 ] || skip "needs two processors"
probe affinity
ok taskset -c 0 "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
[ "$(fact Cpus_allowed_list)" != 0 ] || complain "still bound to one"
# Fails on runc: Debian's version keeps the caller's
# Fails on crun: Debian's version keeps the caller's
