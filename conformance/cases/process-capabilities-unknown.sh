# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.capabilities": a name that cannot be mapped SHOULD be warned about, not be fatal.
config '.process.capabilities.bounding += ["CAP_NOT_A_CAPABILITY"] | .process.args = ["/bin/true"]'
ok rt run --bundle "$B" "$ID"
