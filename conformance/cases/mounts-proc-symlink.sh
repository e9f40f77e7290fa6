# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: /proc as a symbolic link in the image is refused (CVE-2019-19921, CVE-2023-27561).
rmdir "$B/rootfs/proc"
mkdir "$B/rootfs/elsewhere"
ln -s /elsewhere "$B/rootfs/proc"
fails rt run --bundle "$B" "$ID"
equal "" "$(ls "$B/rootfs/elsewhere")"
