# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Hostname": needs a UTS namespace; the host's name is never changed.
before=$(hostname)
config '.linux.namespaces |= map(select(.type != "uts"))'
fails rt run --bundle "$B" "$ID"
equal "$before" "$(hostname)"
