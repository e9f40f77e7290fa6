# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: making a missing cwd never follows a link out of the root file system.
mkdir "$WORK/host"
ln -s "$WORK/host" "$B/rootfs/work"
config '.process.cwd = "/work/made"'
try rt run --bundle "$B" "$ID"
equal "" "$(ls "$WORK/host")"
