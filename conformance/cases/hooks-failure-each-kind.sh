# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Lifecycle": prestart, createContainer and startContainer hooks that fail are errors as well.
for hook in prestart createContainer; do
  cp "$LIB/config.json" "$B/config.json"
  config '.hooks[$h] = [{"path": "/bin/false"}]' --arg h "$hook"
  fails rt create --bundle "$B" "$ID"
done
cp "$LIB/config.json" "$B/config.json"
config '.hooks.startContainer = [{"path": "/bin/false"}]'
script 'echo ran > /ran'
ok rt create --bundle "$B" "$ID"
try rt start "$ID"
until_true is "$ID" stopped
[ ! -e "$B/rootfs/ran" ] || complain "the program ran"
