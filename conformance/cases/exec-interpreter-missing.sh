# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a script whose interpreter is missing, or ends in CR, is called that.
printf '#!/no/such/interpreter\n' >"$B/rootfs/bad"
printf '#!/bin/sh\r\ntrue\r\n' >"$B/rootfs/crlf"
chmod 755 "$B/rootfs/bad" "$B/rootfs/crlf"
config '.process.args = ["/bad"]'
fails rt run --bundle "$B" "$ID"
has "no such file or directory" "${err,,}"
if [ "$NAME" = capsule-oci ]; then has /no/such/interpreter "$err"; fi
rt delete --force "$ID" >/dev/null 2>&1
config '.process.args = ["/crlf"]'
fails rt run --bundle "$B" "$ID"
if [ "$NAME" = capsule-oci ]; then has CR "$err"; fi
