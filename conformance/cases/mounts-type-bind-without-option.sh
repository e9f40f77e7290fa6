# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: type "bind" without the option is a common mistake; ours is told what to do.
config '.mounts += [{"destination": "/m", "type": "bind", "source": "/tmp"}]'
try rt run --bundle "$B" "$ID"
[ "$NAME" != capsule-oci ] || [ "$status" = 0 ] || has bind "$err"
