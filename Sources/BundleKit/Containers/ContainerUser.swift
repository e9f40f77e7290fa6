// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// Users of containers, by the files in their roots.
enum ContainerUser {
  /// Larger files are refused: they are the image's.
  private static let limit = 1 << 20

  /// Reads the files beneath `root`, whatever links they are, and looks `text` up.
  static func resolve(
    _ text: String, additional: [String], in root: borrowing RootDirectory, ofNumbers: Bool = false
  ) throws(Failure) -> ContainerAccount {
    try ContainerAccount(
      text, additional: additional, passwd: try read("/etc/passwd", root), group: try read("/etc/group", root),
      ofNumbers: ofNumbers)
  }

  /// A file that may be missing, and may be anything; then it is as if empty.
  static func read(_ path: String, _ root: borrowing RootDirectory) throws(Failure) -> [UInt8] {
    do throws(KernelError) {
      // Not blocking: a FIFO in its place would keep us waiting.
      let file = try root.open(path, OpenFlags.readOnly | OpenFlags.nonBlocking | OpenFlags.noControllingTerminal)
      guard try Files.status(of: file).isRegular else { return [] }
      return try file.readAll(limit: limit)
    } catch {
      if error.errno == .ENOENT || error.errno == .ENOTDIR || error.errno == .ELOOP { return [] }
      throw Failure(KernelError(error.call, path, error.errno), .imageInvalid)
    }
  }
}

extension ContainerAccount {
  /// Gives a process its user, and HOME where the environment has none.
  func apply(to spec: inout ContainerSpec) {
    spec.uid = uid
    spec.gid = gid
    spec.additionalGIDs = additionalGIDs
    if !home.isEmpty, !spec.environment.contains(where: { $0.hasPrefix("HOME=") }) {
      spec.environment.append("HOME=" + home)
    }
  }
}
