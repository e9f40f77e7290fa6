# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: --cwd, --env, --user, --additional-gids.
start_sleeper
ok rt exec --cwd /tmp -e A=1 -e B=2 --user 7:8 "$ID" sh -c 'pwd; echo $A$B; id -u; id -g'
equal "/tmp 12 7 8" "$(xargs <<<"$out")"
# Fails on crun: its --env replaces the configuration's environment, PATH with it
