# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a user who is not root runs a container as root of a user namespace with one id; files it makes are the user's.
unprivileged
script 'echo uid: $(id -u); echo host: $(hostname); echo null: $(echo x >/dev/null && echo written); echo made >/made'
ok rt run --bundle "$B" "$ID"
equal 0 "$(fact uid)"
equal conform "$(fact host)"
equal written "$(fact null)"
equal 1000 "$(stat -c %u "$B/rootfs/made")"
