// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Copies what is in regular files, without bringing it through this process.
package enum FileContent {
  /// Copies everything in the open file `source` into the empty open file `target`: shared blocks where the file system
  /// has them (FICLONE), else data by the kernel (copy_file_range(2), sendfile(2)), holes as holes.
  package static func copy(from source: Int32, to target: Int32) throws(KernelError) {
    let clone = 0x4004_9409
    if systemCall(SYS_ioctl, Int(target), clone, Int(source)) == 0 { return }
    var copy = ContentCopy(source: source, target: target)
    try copy.perform()
  }
}

private struct ContentCopy {
  let source: Int32
  let target: Int32
  /// copy_file_range(2) has not been refused: it wants two files of one file system, or of two that can.
  var mayRange = true
  private static let (noData, notSupported, invalid) = (-6, -95, -22)

  init(source: Int32, target: Int32) {
    self.source = source
    self.target = target
  }

  mutating func perform() throws(KernelError) {
    var at: Int64 = 0
    while true {
      let start = EntryCalls.seek(source, at, data: true)
      if start == ContentCopy.noData { break }
      guard start >= 0 else {
        // A file system that knows no holes says EINVAL or ENOTSUP: everything is data.
        if at == 0, start == ContentCopy.invalid || start == ContentCopy.notSupported {
          _ = try segment(from: 0, to: .max)
          return
        }
        throw KernelError("lseek", "", Errno(Int32(-start)))
      }
      let end = EntryCalls.seek(source, Int64(start), data: false)
      if end < 0 { throw KernelError("lseek", "", Errno(Int32(-end))) }
      at = try segment(from: Int64(start), to: Int64(end))
      // It became shorter meanwhile.
      if at < end { break }
    }
    let size = Int64(clamping: try Files.status(ofNumber: source).size)
    if size > at {
      let result = EntryCalls.setSize(target, size)
      if result < 0 { throw KernelError("ftruncate", "", Errno(Int32(-result))) }
    }
  }

  /// Copies a part without holes; where it ended, which is before `end` only when the file does.
  private mutating func segment(from start: Int64, to end: Int64) throws(KernelError) -> Int64 {
    var at = start
    while at < end {
      let count = Int(min(end - at, 1 << 30))
      let copied = mayRange ? try range(at, count) : try send(at, count)
      guard let copied else { continue }
      if copied == 0 { break }
      at += Int64(copied)
    }
    return at
  }

  /// nil when it has to be done otherwise.
  private mutating func range(_ at: Int64, _ count: Int) throws(KernelError) -> Int? {
    var (from, to) = (at, at)
    let result = unsafe withUnsafeMutablePointer(to: &from) { from in
      unsafe withUnsafeMutablePointer(to: &to) { to in
        systemCall(
          SYS_copy_file_range, Int(source), Int(bitPattern: from), Int(target), Int(bitPattern: to), count, 0)
      }
    }
    if result >= 0 { return result }
    if result == -4 { return nil }  // EINTR
    // EXDEV, ENOSYS, ENOTSUP, EINVAL, EPERM of a seccomp filter: not between these two.
    guard [-18, -38, -95, -22, -1].contains(result) else {
      throw KernelError("copy_file_range", "", Errno(Int32(-result)))
    }
    mayRange = false
    return nil
  }

  private func send(_ at: Int64, _ count: Int) throws(KernelError) -> Int {
    let moved = EntryCalls.setPosition(target, at)
    if moved < 0 { throw KernelError("lseek", "", Errno(Int32(-moved))) }
    var from = at
    return unsafe try withUnsafeMutablePointer(to: &from) { (from) throws(KernelError) -> Int in
      try call("sendfile", SYS_sendfile, "", Int(target), Int(source), Int(bitPattern: from), count)
    }
  }
}
