// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel

/// Looks now and then whether the disk has room for more of what somebody else sends: a server, an archive, a stream.
final class DiskRoom {
  private let number: Int32
  private var unchecked = 0
  private static let free = LayerLimits().free

  /// `number`: an open file or directory on the file system, which stays open.
  init(_ number: Int32) { self.number = number }

  /// So many bytes more are there.
  func take(_ count: Int) throws(Failure) {
    unchecked += count
    if unchecked > 32 << 20 { try check() }
  }

  /// - Throws: `store` when too little is left for everybody else.
  func check() throws(Failure) {
    unchecked = 0
    let status = try asFailure(.store) { () throws(KernelError) in try Files.fileSystem(ofNumber: number) }
    guard status.free < DiskRoom.free else { return }
    throw Failure(
      .store, "less than \(DiskRoom.free >> 20) MiB are left on the disk", hint: "bundle gc frees what nothing uses")
  }
}
