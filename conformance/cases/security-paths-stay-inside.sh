# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: `..` and links in destinations, devices, masks and read-only paths mean the root file system, never the host.
mkdir -p "$WORK/host/sub"
echo secret >"$WORK/host/secret"
before=$(find "$WORK/host" | sort)
ln -s "$WORK/host" "$B/rootfs/link"
ln -s ../../../../../../../../../../.. "$B/rootfs/up"
for place in "/../../../../../../..$WORK/host" "/link" "/up$WORK/host"; do
  config '.mounts = $base[0].mounts + [{"destination": ($place + "/mount"), "type": "tmpfs", "source": "tmpfs"}]
    | .linux.devices = [{"type": "c", "path": ($place + "/device"), "major": 1, "minor": 3}]
    | .linux.maskedPaths = [$place + "/secret", $place + "/sub"] | .linux.readonlyPaths = [$place]' \
    --arg place "$place" --slurpfile base "$LIB/config.json"
  try rt run --bundle "$B" "$ID"
  rt delete --force "$ID" >/dev/null 2>&1 || true
  equal "$before" "$(find "$WORK/host" | sort)"
  hasnt "$WORK/host" "$(cat /proc/self/mountinfo)"
  equal secret "$(cat "$WORK/host/secret")"
  touch "$WORK/host/sub"
done
