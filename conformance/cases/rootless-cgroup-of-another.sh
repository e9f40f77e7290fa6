# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a user's container runs without cgroups where root's have its name, in use or not, and leaves them alone.
needs controller-freezer
roots=$(controller_directory freezer)
mkdir "$roots"
unprivileged
script 'echo ran'
ok rt run --bundle "$B" "$ID"
equal ran "$out"
sleep 60 &
echo $! >"$roots/cgroup.procs"
ok rt run --bundle "$B" "$ID"
equal ran "$out"
equal $! "$(cat "$roots/cgroup.procs")"
kill $!
