// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The image that the container's first process executes in place of our binary: one through which nobody inside can
/// reach the file on the host (CVE-2019-5736).
struct SelfImage: ~Copyable {
  private static let path = "/proc/self/exe"

  private let tree: MountTree?
  private let copy: Descriptor?

  /// To be executed by its number.
  let number: Int32

  /// A detached, read-only clone of our binary's mount: no copy, and read-only for host root too, since nobody can
  /// remount what is attached nowhere (needs CAP_SYS_ADMIN; open_tree is of 5.2, mount_setattr of 5.12).
  ///
  /// Where that fails, a sealed copy in memory.
  init() throws(Failure) {
    if let clone = SelfImage.readOnlyClone() {
      number = clone.descriptor.raw
      tree = consume clone
      copy = nil
      return
    }
    let sealed = try SelfImage.sealedCopy()
    number = sealed.raw
    tree = nil
    copy = consume sealed
  }

  private static func readOnlyClone() -> MountTree? {
    guard let tree = try? MountTree(copying: path, recursive: false) else { return nil }
    do {
      try tree.change(MountChange(set: MountAttributes.readOnly), recursive: false)
      return tree
    } catch {
      return nil
    }
  }

  private static func sealedCopy() throws(Failure) -> Descriptor {
    try asFailure(.system) { () throws(KernelError) in
      let binary = try Files.open(path, OpenFlags.readOnly)
      let copy = try Memfd.create("capsule-oci", executable: true)
      try copy.copyAll(from: binary)
      try Memfd.seal(copy, executable: true)
      return copy
    }
  }
}
