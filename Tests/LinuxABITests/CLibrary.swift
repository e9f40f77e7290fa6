// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Functions of the C library that Swift does not import, being extensions of GNU's.
enum CLibrary {
  private typealias Naming = @convention(c) (Int32) -> UnsafePointer<CChar>?

  /// The result of `function`(`number`), for example `strerrorname_np`; nil when it is a null pointer.
  static func name(_ function: String, _ number: Int32) -> String? {
    guard let symbol = dlsym(nil, function) else { return nil }
    return unsafeBitCast(symbol, to: Naming.self)(number).map { String(cString: $0) }
  }

  /// `f_type` of statfs(2), the first word of its result; nil when the call fails.
  static func fileSystemType(_ path: String) -> Int? {
    guard let symbol = dlsym(nil, "statfs") else { return nil }
    typealias Function = @convention(c) (UnsafePointer<CChar>, UnsafeMutableRawPointer) -> Int32
    return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { buffer in
      guard let base = buffer.baseAddress, unsafeBitCast(symbol, to: Function.self)(path, base) == 0 else { return nil }
      return base.load(as: Int.self)
    }
  }
}
