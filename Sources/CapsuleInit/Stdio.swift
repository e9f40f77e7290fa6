// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension InitContext {
  /// Standard streams on the host's /dev/null move to the container's, so that nothing of the host's /dev stays open;
  /// pipes and sockets go to the user, who may want to open /dev/stdout again.
  ///
  /// Devices keep their owners.
  mutating func prepareStdio(_ uid: UInt32) throws(KernelError) {
    var null = Descriptor(owning: -1)
    for number in Int32(0)...2 {
      guard let status = try? Files.status(ofNumber: number) else { continue }
      if status.isNullDevice {
        try openRootIfNeeded()
        if null.raw < 0 {
          do {
            null = try openNull(OpenFlags.readWrite)
          } catch {
            // A rootfs without /dev/null: the host's does no harm, being open already.
            if error.errno == .ENOENT { return }
            throw error
          }
        }
        try Processes.place(null, at: number)
      } else if status.isFIFO || status.isSocket, status.uid != uid {
        do {
          try Nodes.setOwner(ofNumber: number, uid: uid)
        } catch {
          // An id that the user namespace does not map, or a pipe of a read-only or foreign file system.
          if error.errno != .EINVAL, error.errno != .EPERM, error.errno != .EROFS { throw error }
        }
      }
    }
  }
}
