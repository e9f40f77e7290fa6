# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: an option neither we nor the file system know is refused, on bind mounts too.
# Fails on crun: drops it on bind mounts
config '.mounts += [{"destination": "/m", "source": "/tmp", "options": ["bind", "nosuchoption"]}]'
fails rt run --bundle "$B" "$ID"
cp "$LIB/config.json" "$B/config.json"
config '.mounts += [{"destination": "/m", "type": "tmpfs", "source": "m", "options": ["nosuchoption"]}]'
fails rt run --bundle "$B" "$ID"
# Fails on runc: Debian's version drops it on bind mounts
