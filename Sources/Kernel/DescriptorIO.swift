// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

extension Descriptor {
  /// Reads once into the end of `bytes`, at most `limit` bytes; returns how many came, 0 at the end of the file.
  package borrowing func read(into bytes: inout [UInt8], limit: Int = 4096) throws(KernelError) -> Int {
    try Descriptors.read(raw, into: &bytes, limit: limit)
  }

  /// Everything up to the end of the file; EFBIG when it is more than `limit` bytes.
  ///
  /// Most files here are a line of procfs or of a cgroup: the first buffer is small enough for the allocator to have it
  /// at hand, and holds the end of the file too.
  package borrowing func readAll(limit: Int) throws(KernelError) -> [UInt8] {
    let number = raw
    var capacity = 1000
    var bytes: [UInt8] = []
    while true {
      var result = 0
      let before = bytes
      bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        for byte in before {
          buffer[count] = byte
          count += 1
        }
        repeat {
          result = unsafe systemCall(
            SYS_read, Int(number), Int(bitPattern: buffer.baseAddress) + count, capacity - count)
          count += max(result, 0)
        } while result > 0 && count < capacity || result == -4  // EINTR
      }
      if result < 0 { throw KernelError("read", "", Errno(Int32(-result))) }
      if bytes.count > limit { throw KernelError("read", "", .EFBIG) }
      if result == 0 { return bytes }
      capacity *= 8
    }
  }

  /// Writes all of `bytes`.
  package borrowing func write(_ bytes: [UInt8]) throws(KernelError) { try Descriptors.write(bytes, to: raw) }

  /// Writes `text` in one call, as control files of cgroups and procfs want it.
  package borrowing func writeOnce(_ text: String) throws(KernelError) {
    let number = raw
    var text = text
    var result = 0
    repeat {
      result = text.withUTF8 { systemCall(SYS_write, Int(number), Int(bitPattern: $0.baseAddress), $0.count) }
    } while result == -4  // EINTR
    if result < 0 { throw KernelError("write", text, Errno(Int32(-result))) }
  }

  /// Appends the rest of another file, copied by the kernel (sendfile(2)).
  package borrowing func copyAll(from source: borrowing Descriptor) throws(KernelError) {
    while try call("sendfile", SYS_sendfile, "", Int(raw), Int(source.raw), 0, 1 << 30) > 0 {}
  }

  /// Sets the file's position to its start.
  package borrowing func rewind() throws(KernelError) {
    _ = try call("lseek", SYS_lseek, "", Int(raw), 0, 0)
  }

  /// A second descriptor of the same open file, close-on-exec, numbered `atLeast` or higher.
  package borrowing func duplicate(atLeast: Int32 = 3) throws(KernelError) -> Descriptor {
    let duplicateCloseOnExec = 1030
    return Descriptor(
      owning: Int32(try call("fcntl", SYS_fcntl, "F_DUPFD_CLOEXEC", Int(raw), duplicateCloseOnExec, Int(atLeast))))
  }

  /// Sets or clears close-on-exec.
  package borrowing func setCloseOnExec(_ on: Bool) throws(KernelError) {
    _ = try call("fcntl", SYS_fcntl, "F_SETFD", Int(raw), 2, on ? 1 : 0)
  }
}

/// The descriptor table of this process.
package enum Descriptors {
  /// `Descriptor.read` for a descriptor known by its number.
  package static func read(_ number: Int32, into bytes: inout [UInt8], limit: Int) throws(KernelError) -> Int {
    var result = 0
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      let base = Int(bitPattern: buffer.baseAddress)
      repeat { result = systemCall(SYS_read, Int(number), base, limit) } while result == -4  // EINTR
      count = max(result, 0)
    }
    if result < 0 { throw KernelError("read", "", Errno(Int32(-result))) }
    bytes += chunk
    return result
  }

  /// `Descriptor.write` for a descriptor known by its number.
  package static func write(_ bytes: [UInt8], to number: Int32) throws(KernelError) {
    var done = 0
    while done < bytes.count {
      let from = done
      let result = unsafe bytes.withUnsafeBufferPointer { buffer in
        systemCall(SYS_write, Int(number), Int(bitPattern: buffer.baseAddress) + from, buffer.count - from)
      }
      if result == -4 { continue }  // EINTR
      if result < 0 { throw KernelError("write", "", Errno(Int32(-result))) }
      done += result
    }
  }

  /// Marks every descriptor from `first` on close-on-exec (close_range(2); 5.11 for the flag): what the caller leaked
  /// to us goes nowhere (CVE-2024-21626).
  ///
  /// Older kernels: /proc/self/fd is walked.
  package static func closeOnExec(from first: UInt32) throws(KernelError) {
    let markCloseOnExec = 4
    let result = systemCall(SYS_close_range, Int(first), Int(UInt32.max), markCloseOnExec)
    if result == 0 { return }
    let table = try Files.open("/proc/self/fd", OpenFlags.readOnly | OpenFlags.directory)
    for name in try table.entries() {
      guard let number = Int32(name), number >= 0, UInt32(number) >= first else { continue }
      _ = systemCall(SYS_fcntl, Int(number), 2, 1)
    }
  }

  /// Lets `number` stay open across execve(2).
  package static func keepOnExec(_ number: Int32) throws(KernelError) {
    _ = try call("fcntl", SYS_fcntl, "fd \(number)", Int(number), 2, 0)
  }

  /// The number of a descriptor that may be missing.
  package static func number(of descriptor: borrowing Descriptor?) -> Int32? {
    switch descriptor {
    case .some(let open): return open.raw
    case .none: return nil
    }
  }

  /// Whether `number` is open and not close-on-exec: then it came through execve(2).
  package static func isInherited(_ number: Int32) -> Bool { systemCall(SYS_fcntl, Int(number), 1) == 0 }

  /// Whether `number` is open.
  package static func isOpen(_ number: Int32) -> Bool { systemCall(SYS_fcntl, Int(number), 1) >= 0 }
}
