# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: other options reach the file system: a tmpfs's size and mode.
config '.mounts += [{"destination": "/m", "type": "tmpfs", "source": "m", "options": ["size=64k", "mode=0710"]}]'
script 'stat -c %a /m; df -k /m | tail -n 1'
ok rt run --bundle "$B" "$ID"
has 710 "$out"
has " 64 " "$out"
