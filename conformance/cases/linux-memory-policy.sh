# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Memory Policy".
# Fails on runc: Debian's version predates it
# Fails on crun: Debian's version predates it
config '.ociVersion = "1.3.0" | .linux.memoryPolicy = {"mode": "MPOL_INTERLEAVE", "nodes": "0"}'
script 'head -n 1 /proc/self/numa_maps'
try rt run --bundle "$B" "$ID"
case $err in *set_mempolicy*) skip "needs a kernel with NUMA policies" ;; esac
equal 0 "$status"
[ -z "$out" ] || has interleave "$out"
