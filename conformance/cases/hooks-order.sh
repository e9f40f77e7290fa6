# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Lifecycle": prestart, createRuntime, createContainer; startContainer; poststart; poststop.
for hook in prestart createRuntime createContainer poststart poststop; do
  config '.hooks[$h] = [{"path": "/bin/sh", "args": ["sh", "-c", "echo \($h) >> \($log)"]}]' --arg h "$hook" --arg log "$WORK/log"
done
config '.hooks.startContainer = [{"path": "/bin/sh", "args": ["sh", "-c", "echo startContainer > /started"]}]'
config '.process.args = ["/bin/sleep", "600"]'
ok rt create --bundle "$B" "$ID"
equal "prestart createRuntime createContainer" "$(xargs <"$WORK/log")"
[ ! -e "$B/rootfs/started" ] || complain "startContainer hooks ran at create"
ok rt start "$ID"
equal "prestart createRuntime createContainer poststart" "$(xargs <"$WORK/log")"
# They run in the container's process, which `start` lets go and does not wait for.
until_true test -e "$B/rootfs/started"
ok rt delete --force "$ID"
equal "prestart createRuntime createContainer poststart poststop" "$(xargs <"$WORK/log")"
# Fails on runc: Debian's version runs poststart hooks at create
# Fails on crun: dies of SIGPIPE when a hook ends without reading its stdin
