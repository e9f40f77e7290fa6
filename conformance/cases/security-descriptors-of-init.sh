# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: the first process of a created container holds nothing of the host's beyond what it needs to wait.
ok rt create --bundle "$B" "$ID" 9</ 11</etc/passwd
for link in "/proc/$(pid_of "$ID")/fd"/*; do
  target=$(readlink "$link")
  case ${link##*/}:$target in
    [012]:*) ;;
    *:pipe:* | *:socket:* | *:anon_inode:* | *exec.fifo | *"/$ID"* | */memfd:* | *capsule-oci* | *"/proc"*) ;;
    *) complain "descriptor ${link##*/} is $target" ;;
  esac
done
# Fails on crun: Debian's version passes on what the harness has open
