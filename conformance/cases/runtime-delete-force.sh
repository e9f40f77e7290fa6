# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: delete --force kills and removes a running container; of an unknown id it succeeds in silence.
start_sleeper
pid=$(pid_of "$ID")
ok rt delete --force "$ID"
fails rt state "$ID"
until_true test ! -e "/proc/$pid/ns/pid"
ok rt delete --force "$ID-nobody"
equal "" "$out$err"
