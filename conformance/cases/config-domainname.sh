# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Domainname".
# Fails on runc: Debian's version predates it
config '.domainname = "example.org"'
script 'cat /proc/sys/kernel/domainname'
ok rt run --bundle "$B" "$ID"
equal example.org "$out"
