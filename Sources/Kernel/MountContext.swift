// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// A file system being configured (fsopen(2), fsconfig(2), fsmount(2); Linux 5.2): for instances that nobody else sees,
/// and for the kernel's own words when a mount fails.
package struct MountContext: ~Copyable {
  private let descriptor: Descriptor
  private let type: String

  package init(type: String) throws(KernelError) {
    let result = unsafe type.withCString {
      systemCall(SYS_fsopen, Int(bitPattern: $0), FileSystemFlags.openCloseOnExec)
    }
    if result < 0 { throw KernelError("fsopen", type, Errno(Int32(-result))) }
    descriptor = Descriptor(owning: Int32(result))
    self.type = type
  }

  /// One option; nil for a flag without a value.
  package borrowing func set(_ key: String, _ value: String?) throws(KernelError) {
    let number = descriptor.raw
    let result = unsafe key.withCString { keyBytes in
      guard let value else {
        return systemCall(SYS_fsconfig, Int(number), FileSystemCommand.setFlag, Int(bitPattern: keyBytes), 0, 0)
      }
      return unsafe value.withCString {
        systemCall(
          SYS_fsconfig, Int(number), FileSystemCommand.setString, Int(bitPattern: keyBytes), Int(bitPattern: $0), 0)
      }
    }
    if result < 0 { throw KernelError("fsconfig", type + " " + key, Errno(Int32(-result))) }
  }

  /// Makes the instance.
  package borrowing func create() throws(KernelError) {
    _ = try call("fsconfig", SYS_fsconfig, type, Int(descriptor.raw), FileSystemCommand.create)
  }

  /// A detached mount of the instance with those `MountAttributes`.
  package borrowing func mount(attributes: UInt64) throws(KernelError) -> MountTree {
    let result = try call(
      "fsmount", SYS_fsmount, type, Int(descriptor.raw), FileSystemFlags.mountCloseOnExec, Int(attributes))
    return MountTree(Descriptor(owning: Int32(result)))
  }

  /// What the kernel logged while options were set: one message per read(2), `e proc: Unknown parameter 'x'`; without
  /// the letter of its level, joined by `; `.
  package borrowing func log() -> String {
    var text = ""
    while true {
      var message: [UInt8] = []
      guard let count = try? descriptor.read(into: &message, limit: 512), count > 0 else { return text }
      let words = message.count > 2 && message[1] == UInt8(ascii: " ") ? message.dropFirst(2) : message[...]
      if !text.isEmpty { text += "; " }
      for byte in words where byte != UInt8(ascii: "\n") { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    }
  }
}
