# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Devices": a file of another kind at the path MUST be an error.
# Fails on runc: keeps the file
# Fails on crun: keeps the file
echo file >"$B/rootfs/thing"
config '.linux.devices = [{"type": "c", "path": "/thing", "major": 1, "minor": 3}]'
fails rt run --bundle "$B" "$ID"
has /thing "$err"
