# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "The Container Process State": what the agent gets, and that its word counts.
"$LIB/seccomp-agent" "$WORK/agent" "$WORK/messages" 123 &
until_true test -e "$WORK/agent.ready"
config '.annotations = {"my": "key"} | .linux.seccomp = {"defaultAction": "SCMP_ACT_ALLOW", "listenerPath": $path,
  "listenerMetadata": "MKDIR=\"no\"", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_NOTIFY"}]}' \
  --arg path "$WORK/agent"
for privileged in true false; do
  config '.process.noNewPrivileges = $value' --argjson value "$privileged"
  script 'mkdir /x 2>&1; test -e /x || echo absent'
  ok rt run --bundle "$B" "$ID"
  has "No medium found" "$out"
  has absent "$out"
done
equal 2 "$(wc -l <"$WORK/messages")"
head -n 1 "$WORK/messages" >"$WORK/first"
equal '["seccompFd"]' "$(jq -c .fds "$WORK/first")"
equal 1 "$(jq .descriptors "$WORK/first")"
closed() { [ "$(grep -cx "0 bytes more" "$WORK/messages.closed")" = 2 ]; }
until_true closed
equal 'MKDIR="no"' "$(jq -r .metadata "$WORK/first")"
equal "$ID" "$(jq -r .state.id "$WORK/first")"
equal "$B" "$(jq -r .state.bundle "$WORK/first")"
equal creating "$(jq -r .state.status "$WORK/first")"
equal key "$(jq -r .state.annotations.my "$WORK/first")"
equal true "$(jq '(.ociVersion | length) > 0 and (.state.ociVersion | length) > 0 and .pid > 0' "$WORK/first")"
