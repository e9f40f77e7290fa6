# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Control groups": a cgroup that is not fit for purpose MUST be refused.
# Fails on crun: it takes a cgroup that has processes.
cgroup_path
needs controller-freezer
start_sleeper
config '.process.args = ["/bin/true"]'
fails rt create --bundle "$B" "$ID-2"
has "container's cgroup is not empty" "$err"
# The first is none the worse for it.
equal running "$(status_of "$ID")"
