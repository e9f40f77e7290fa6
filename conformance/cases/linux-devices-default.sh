# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Default Devices".
script 'for d in null zero full random urandom tty; do stat -c "%n %t:%T %a" /dev/$d; done; for l in ptmx fd stdin stdout stderr; do readlink /dev/$l; done'
ok rt run --bundle "$B" "$ID"
has "/dev/null 1:3 666" "$out"
has "/dev/zero 1:5 666" "$out"
has "/dev/full 1:7 666" "$out"
has "/dev/random 1:8 666" "$out"
has "/dev/urandom 1:9 666" "$out"
has "/dev/tty 5:0 666" "$out"
has pts/ptmx "$out"
has /proc/self/fd/2 "$out"
