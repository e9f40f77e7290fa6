# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "apparmorProfile", "selinuxLabel"; config-linux.md "mountLabel": on a host without that security
# module the container would run unconfined.
# Fails on crun: it leaves the labels out
# Fails on runc: it tries mountLabel, and only the kernel refuses it; 1.1.5 ignores selinuxLabel
[ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null || true)" != Y ] || skip "needs a host without AppArmor"
[ ! -e /sys/fs/selinux/enforce ] || skip "needs a host without SELinux"
config '.process.apparmorProfile = "none-such"'
fails rt run --bundle "$B" "$ID"
has "apparmor: config provided but apparmor not supported" "$err"
config 'del(.process.apparmorProfile) | .process.selinuxLabel = "system_u:system_r:container_t:s0"'
fails rt run --bundle "$B" "$ID"
has "selinux label is specified in config, but selinux is disabled or not supported" "$err"
config 'del(.process.selinuxLabel) | .linux.mountLabel = "system_u:object_r:container_file_t:s0"'
fails rt run --bundle "$B" "$ID"
has selinux "$err"
config 'del(.linux.mountLabel) | .process.args = ["/bin/sleep", "600"]'
ok rt run --detach --bundle "$B" "$ID"
fails rt exec --apparmor none-such "$ID" /bin/true
has "apparmor not supported" "$err"
fails rt exec --process-label system_u:system_r:container_t:s0 "$ID" /bin/true
has "selinux is disabled" "$err"
