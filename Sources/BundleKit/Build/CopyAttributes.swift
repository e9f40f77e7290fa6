// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// What owner, mode and extended attributes become of a source's file.
struct CopyAttributes {
  /// `--chown`; nil is what `ownership` says.
  var owner: FileOwner?
  var ownership: CopyRequest.Ownership
  var mode: ModeChange
  var kind: CopySource.Kind
  /// In place of the files' own times, in seconds.
  var time: Int64?

  func owner(of status: FileStatus) -> FileOwner {
    if let owner { return owner }
    switch ownership {
    case .root: return FileOwner(uid: 0, gid: 0)
    case .kept: return FileOwner(uid: status.uid, gid: status.gid)
    }
  }

  /// Permission bits.
  func mode(of status: FileStatus) -> UInt32 {
    var bits = status.mode & FileMode.permissions
    switch kind {
    case .context, .stage: break
    // git knows only whether a file is executable; the rest is the umask of whoever fetched it.
    case .repository: bits = status.isDirectory || bits & FileMode.executeByAnyone != 0 ? 0o755 : 0o644
    }
    return mode.applied(to: bits, isDirectory: status.isDirectory)
  }

  /// A socket, which no layer could store; BuildKit's client sends those of a context as empty files.
  func leavesOut(_ status: FileStatus) -> Bool { status.isSocket && kind != .context }

  func time(of status: FileStatus) -> TimeSpec {
    time.map { TimeSpec(seconds: $0, nanoseconds: 0) } ?? status.modified
  }

  /// Without extended attributes, which the status does not tell.
  func metadata(of status: FileStatus) -> EntryMetadata {
    EntryMetadata(owner: owner(of: status), mode: mode(of: status), time: time(of: status))
  }

  var newDirectory: NewDirectory { NewDirectory(mode: mode.ofNewDirectories, owner: owner) }

  /// Whether an extended attribute goes with the file: of what is built only capabilities are in the image, as in
  /// BuildKit's; anything else would be there for a step and gone in the image that is pulled.
  static func keeps(_ name: [UInt8], from kind: CopySource.Kind) -> Bool {
    kind != .repository && name == Array("security.capability".utf8)
  }
}
