# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: the program gets 0, 1 and 2 and nothing else, whatever the caller had open (CVE-2024-21626).
script 'ls /proc/self/fd | wc -l'
ok rt run --bundle "$B" "$ID" 5</ 9<"$B" 33</etc
# ls itself has a fourth open, the directory.
equal 4 "$out"
