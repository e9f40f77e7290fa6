# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Namespaces": without a path a new one is made.
script 'for n in pid net ipc uts mnt; do echo "$n: $(readlink /proc/self/ns/$n)"; done'
ok rt run --bundle "$B" "$ID"
for n in pid net ipc uts mnt; do
  [ "$(fact $n)" != "$(readlink /proc/self/ns/$n)" ] || complain "the host's $n namespace"
done
