// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

extension Descriptor {
  /// flock(2), waiting for whoever holds it; shared or exclusive.
  ///
  /// Given up when the last copy of the descriptor is closed.
  package borrowing func lock(exclusive: Bool) throws(KernelError) {
    let (shared, alone) = (1, 2)
    _ = try call("flock", SYS_flock, "", Int(raw), exclusive ? alone : shared)
  }
}
