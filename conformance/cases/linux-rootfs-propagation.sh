# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Rootfs Mount Propagation".
for pair in "private:private" "shared:shared" "slave:master"; do
  config '.linux.rootfsPropagation = $p' --arg p "${pair%:*}"
  script 'grep " / / \| / " /proc/self/mountinfo | head -n 1'
  mount --make-rshared "$WORK"
  ok rt run --bundle "$B" "$ID"
  case ${pair#*:} in
    shared) has "shared:" "$out" ;;
    master) has "master:" "$out" ;;
    private) hasnt "shared:" "$out" ;;
  esac
done
# Fails on runc: Debian's version on a shared tmpfs
# Fails on crun: Debian's version on a shared tmpfs
