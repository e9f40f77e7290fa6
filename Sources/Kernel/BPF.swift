// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// eBPF programs that filter a cgroup's device access (bpf(2), BPF_PROG_TYPE_CGROUP_DEVICE; 4.15).
package enum BPF {
  private static let cgroupDeviceProgram: UInt32 = 15
  private static let cgroupDeviceAttachment: UInt32 = 6
  private static let allowMulti: UInt32 = 2
  private static let replace: UInt32 = 4

  /// Loads a program of 8-byte instructions; EPERM without CAP_BPF or CAP_SYS_ADMIN in the initial user namespace.
  package static func load(_ instructions: [UInt8]) throws(KernelError) -> Descriptor {
    do {
      return try loadOnce(instructions)
    } catch {
      // Before 5.11 programs counted towards RLIMIT_MEMLOCK, and EPERM said that there was no room.
      if error.errno != .EPERM { throw error }
      guard let old = memoryLock(set: (.max, .max)) else { throw error }
      defer { _ = memoryLock(set: old) }
      return try loadOnce(instructions)
    }
  }

  private static func loadOnce(_ instructions: [UInt8]) throws(KernelError) -> Descriptor {
    // union bpf_attr: prog_type, insn_cnt, insns, license, log_level, log_size, log_buf, kern_version, prog_flags,
    // prog_name[16]. The name is for `bpftool prog`; the licence only matters to helpers, of which none is called.
    var attributes = InlineArray<9, UInt64>(repeating: 0)
    attributes[0] = UInt64(cgroupDeviceProgram) | UInt64(instructions.count / 8) << 32
    attributes[6] = 0x5f65_6c75_7370_6163  // "capsule_", little-endian
    attributes[7] = 0x0064  // "d"
    var license: (UInt8, UInt8) = (UInt8(ascii: "-"), 0)
    let result = unsafe instructions.withUnsafeBufferPointer { program in
      unsafe withUnsafeMutablePointer(to: &license) { text in
        attributes[1] = UInt64(UInt(bitPattern: program.baseAddress))
        attributes[2] = UInt64(UInt(bitPattern: text))
        return unsafe withUnsafeMutablePointer(to: &attributes) { systemCall(SYS_bpf, 5, Int(bitPattern: $0), 64) }
      }
    }
    if result < 0 { throw KernelError("bpf", "load the device program", Errno(Int32(-result))) }
    return Descriptor(owning: Int32(result))
  }

  /// Attaches a program beside those that are there, or at once in place of one of them (BPF_F_REPLACE, 5.6).
  package static func attach(
    _ program: borrowing Descriptor, to cgroup: borrowing Descriptor, replacing old: Int32? = nil
  ) throws(KernelError) {
    // target_fd, attach_bpf_fd, attach_type, attach_flags, replace_bpf_fd.
    var attributes = InlineArray<5, UInt32>(repeating: 0)
    attributes[0] = UInt32(bitPattern: cgroup.raw)
    attributes[1] = UInt32(bitPattern: program.raw)
    attributes[2] = cgroupDeviceAttachment
    attributes[3] = allowMulti | (old == nil ? 0 : replace)
    attributes[4] = UInt32(bitPattern: old ?? 0)
    let result = unsafe withUnsafeMutablePointer(to: &attributes) {
      systemCall(SYS_bpf, 8, Int(bitPattern: $0), old == nil ? 16 : 20)
    }
    if result < 0 { throw KernelError("bpf", "attach the device program", Errno(Int32(-result))) }
  }

  /// Detaches a program.
  package static func detach(
    _ program: borrowing Descriptor, from cgroup: borrowing Descriptor
  ) throws(KernelError) {
    var attributes = InlineArray<4, UInt32>(repeating: 0)
    attributes[0] = UInt32(bitPattern: cgroup.raw)
    attributes[1] = UInt32(bitPattern: program.raw)
    attributes[2] = cgroupDeviceAttachment
    let result = unsafe withUnsafeMutablePointer(to: &attributes) { systemCall(SYS_bpf, 9, Int(bitPattern: $0), 16) }
    if result < 0 { throw KernelError("bpf", "detach a device program", Errno(Int32(-result))) }
  }

  /// The numbers of the device programs attached to this very cgroup (not its ancestors'); at most 64, which is the
  /// kernel's own bound.
  package static func attached(to cgroup: borrowing Descriptor) throws(KernelError) -> [UInt32] {
    // target_fd, attach_type, query_flags, attach_flags, prog_ids, prog_count.
    var attributes = InlineArray<4, UInt64>(repeating: 0)
    attributes[0] = UInt64(UInt32(bitPattern: cgroup.raw)) | UInt64(cgroupDeviceAttachment) << 32
    attributes[3] = 64
    var numbers = [UInt32](repeating: 0, count: 64)
    let result = unsafe numbers.withUnsafeMutableBufferPointer { buffer in
      attributes[2] = UInt64(UInt(bitPattern: buffer.baseAddress))
      return unsafe withUnsafeMutablePointer(to: &attributes) { systemCall(SYS_bpf, 16, Int(bitPattern: $0), 32) }
    }
    if result < 0 { throw KernelError("bpf", "query the device programs", Errno(Int32(-result))) }
    let count = Int(UInt32(truncatingIfNeeded: attributes[3]))
    return Array(numbers.prefix(count))
  }

  /// A descriptor of a loaded program by its number.
  package static func program(_ number: UInt32) throws(KernelError) -> Descriptor {
    var attributes = InlineArray<3, UInt32>(repeating: 0)
    attributes[0] = number
    let result = unsafe withUnsafeMutablePointer(to: &attributes) { systemCall(SYS_bpf, 13, Int(bitPattern: $0), 12) }
    if result < 0 { throw KernelError("bpf", "open device program \(number)", Errno(Int32(-result))) }
    return Descriptor(owning: Int32(result))
  }

  /// Sets RLIMIT_MEMLOCK; returns the old value, nil where it may not be set.
  private static func memoryLock(set new: (UInt64, UInt64)) -> (UInt64, UInt64)? {
    var new = new
    var old: (UInt64, UInt64) = (0, 0)
    let result = unsafe withUnsafeMutablePointer(to: &new) { value in
      unsafe withUnsafeMutablePointer(to: &old) {
        systemCall(SYS_prlimit64, 0, 8, Int(bitPattern: value), Int(bitPattern: $0))
      }
    }
    return result < 0 ? nil : old
  }
}
