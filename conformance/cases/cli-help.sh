# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: help on stdout, status 0, for each verb.
ok rt --help
for verb in create start state kill delete run exec list ps pause resume spec; do
  ok rt "$verb" --help
  [ -n "$out" ] || complain "$verb: nothing on stdout"
done
