# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a huge line in the image's passwd file does not grow the runtime.
head -c 8000000 /dev/zero | tr '\0' x >"$B/rootfs/etc/passwd"
config '.process.env = ["PATH=/bin"] | .process.args = ["/bin/true"]'
try timeout 10 "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
[ "$status" != 124 ] || complain "hangs"
