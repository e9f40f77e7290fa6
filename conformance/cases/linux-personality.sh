# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Personality".
config '.ociVersion = "1.0.2" | .linux.personality = {"domain": "LINUX32"}'
script 'uname -m'
ok rt run --bundle "$B" "$ID"
case $out in i[3-6]86 | armv*) ;; *) complain "uname -m says $out" ;; esac
# Fails on runc: Debian's version predates it
