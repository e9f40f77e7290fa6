# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: --additional-gids.
# Fails on crun: does not know it
start_sleeper
ok rt exec --user 7:8 -g 9 -g 10 "$ID" id -G
equal "8 9 10" "$out"
