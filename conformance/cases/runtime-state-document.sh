# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "State": ociVersion, id, status, pid, bundle, annotations.
config '.annotations = {"org.example.a": "1", "org.example.b": "two"}'
start_sleeper
ok rt state "$ID"
equal "$ID" "$(jq -r .id <<<"$out")"
equal running "$(jq -r .status <<<"$out")"
equal "$B" "$(jq -r .bundle <<<"$out")"
equal two "$(jq -r '.annotations["org.example.b"]' <<<"$out")"
equal 1 "$(jq -r '.ociVersion | split(".")[0]' <<<"$out")"
[ -d "/proc/$(jq -r .pid <<<"$out")" ] || complain "no such process: pid"
