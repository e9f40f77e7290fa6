# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: the session keyring is the container's own, named after it; --no-new-keyring keeps the caller's.
probe keyring
ok rt run --bundle "$B" "$ID"
has "_ses.$ID" "$(fact keyring)"
ok rt run --no-new-keyring --bundle "$B" "$ID"
hasnt "_ses.$ID" "$(fact keyring)"
# Fails on crun: names it otherwise
