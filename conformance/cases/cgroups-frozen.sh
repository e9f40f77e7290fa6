# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Control groups": a frozen cgroup MUST be refused, not waited in.
# Fails on crun: Debian's would wait for ever.
[ "$NAME" != crun ] || skip "Debian's crun hangs"
cgroup_path
needs controller-freezer
place=$(controller_directory freezer)
mkdir "$place"
if [ -e "$place/freezer.state" ]; then echo FROZEN >"$place/freezer.state"; else echo 1 >"$place/cgroup.freeze"; fi
fails rt run --bundle "$B" "$ID"
has "container's cgroup unexpectedly frozen" "$err"
if [ -e "$place/freezer.state" ]; then echo THAWED >"$place/freezer.state"; else echo 0 >"$place/cgroup.freeze"; fi
rmdir "$place"
