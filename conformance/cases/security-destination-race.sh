# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: whoever exchanges a directory of the root file system for a link to the host, again and again, gets nothing made or
# mounted there (CVE-2021-30465, CVE-2024-45310).
mkdir -p "$WORK/host" "$B/rootfs/vol"
ln -s "$WORK/host" "$B/rootfs/link"
"$LIB/racer" "$B/rootfs/vol" "$B/rootfs/link" &
config '.mounts += [{"destination": "/vol/made/deep", "type": "tmpfs", "source": "tmpfs"},
  {"destination": "/vol/file", "type": "bind", "source": "/etc/hostname", "options": ["bind"]}]
  | .linux.devices = [{"type": "c", "path": "/vol/device", "major": 1, "minor": 3}]
  | .linux.maskedPaths = ["/vol/file"] | .linux.readonlyPaths = ["/vol/made"] | .process.cwd = "/vol/work"'
config '.process.args = ["/bin/true"]'
good=0
for _ in $(seq "${RACES:-40}"); do
  try rt run --bundle "$B" "$ID"
  if [ "$status" = 0 ]; then good=$((good + 1)); else rt delete --force "$ID" >/dev/null 2>&1 || true; fi
  equal "" "$(ls -A "$WORK/host")"
done
hasnt "$WORK/host" "$(cat /proc/self/mountinfo)"
echo "$good of ${RACES:-40} got through"
