# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.args": IEEE 1003.1 execvp semantics: looked up in the container's PATH.
mkdir -p "$B/rootfs/opt/tools"
printf '#!/bin/sh\necho found\n' >"$B/rootfs/opt/tools/tool"
chmod 755 "$B/rootfs/opt/tools/tool"
config '.process.args = ["tool"] | .process.env = ["PATH=/nowhere:/opt/tools:/bin"]'
ok rt run --bundle "$B" "$ID"
equal found "$out"
