# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: nothing is inheritable or ambient unless the configuration says so (CVE-2022-29162), in exec --cap too.
start_sleeper
ok rt exec --cap CAP_NET_RAW "$ID" sed -n 's/^Cap\(Inh\|Amb\):.//p' /proc/self/status
equal "$(printf '0000000000000000\n0000000000000000')" "$out"
