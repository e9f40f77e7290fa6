# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a destination through absolute and climbing links stays in the root file system (CVE-2021-30465's class).
mkdir -p "$WORK/host/inner" "$WORK/data"
echo data >"$WORK/data/file"
ln -s "$WORK/host" "$B/rootfs/escape"
ln -s ../../../../../../../../.."$WORK/host" "$B/rootfs/climb"
config '.mounts += [
  {"destination": "/escape/inner", "source": $data, "options": ["bind"]},
  {"destination": "/climb/made", "source": $data, "options": ["bind"]}]' --arg data "$WORK/data"
try rt run --bundle "$B" "$ID"
equal inner "$(ls "$WORK/host")"
equal "" "$(ls "$WORK/host/inner")"
