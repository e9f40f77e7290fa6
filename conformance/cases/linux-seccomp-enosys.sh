# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: calls newer than all that a profile names get ENOSYS, older ones that it refuses get its default errno.
needs probe
cp "$PROBE" "$B/rootfs/probe"
config '.linux.seccomp = $profile[0]' --slurpfile profile "$LIB/../../bundles/seccomp.json"
config '.process.args = ["/probe", "syscall", "165", "0", "0", "0", "syscall", "600", "0", "0", "0"]'
[ "$(uname -m)" = x86_64 ] || skip "the profile is for x86-64"
ok rt run --bundle "$B" "$ID"
equal EPERM "$(fact "syscall 165")"
equal ENOSYS "$(fact "syscall 600")"
# Without a profile the kernel answers the same for the second, and for the first by itself.
config '.linux.seccomp = {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 6, "architectures": ["SCMP_ARCH_X86_64"],
  "syscalls": [$profile[0].syscalls[0], {"names": ["clone3"], "action": "SCMP_ACT_ALLOW"}]}' \
  --slurpfile profile "$LIB/../../bundles/seccomp.json"
ok rt run --bundle "$B" "$ID"
equal ENXIO "$(fact "syscall 165")"
equal ENOSYS "$(fact "syscall 600")"
# Fails on crun: has no such stub
