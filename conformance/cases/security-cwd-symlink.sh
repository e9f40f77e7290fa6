# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: making a missing cwd never follows a link out of the root file system.
mkdir "$WORK/host"
ln -s "$WORK/host" "$B/rootfs/workdir"
config '.process.cwd = "/workdir/made"'
try rt run --bundle "$B" "$ID"
equal "" "$(ls "$WORK/host")"
