// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What a layer takes over from those below it, which its archive only hints at: files it has hard links to, and the
/// attributes of directories it has entries in but no entry for.
///
/// Where layers are applied in place both come by themselves; in a folder of its own the layer has to be given them, and
/// belongs to this chain of layers from then on.
struct FromLower: ~Copyable {
  let root: Int32
  let ownership: LayerWriter.Ownership

  /// Attributes of directories, for those of `implicit` that are in the lower layers and differ from what we make; true
  /// when something was taken.
  func takeAttributes(_ implicit: [[UInt8]], _ lower: borrowing LowerView, apply: Bool) throws(Failure) -> Bool {
    var took = false
    for path in implicit {
      guard let found = try lower.find(path), found.status.isDirectory else { continue }
      let status = found.status
      let attributes = try asFailure(.store) { () throws(KernelError) in
        try ExtendedAttributes.all(found.directory.raw, Array(found.name.dropLast()))
          .filter {
            !$0.name.starts(with: Array("trusted.overlay.".utf8)) && !$0.name.starts(with: Array("user.overlay.".utf8))
          }
      }
      let isUsual = status.mode & 0o7777 == 0o755 && status.uid == 0 && status.gid == 0 && attributes.isEmpty
      if isUsual { continue }
      took = true
      if !apply { return true }
      guard let directory = try open(path) else { continue }
      if ownership == .kept { _ = EntryCalls.setOwner(directory.raw, uid: status.uid, gid: status.gid) }
      _ = EntryCalls.setMode(directory.raw, status.mode & 0o7777)
      for (name, value) in attributes {
        let terminated = name + [0]
        _ = terminated.withUnsafeBufferPointer { name in
          value.withUnsafeBytes { value in
            name.baseAddress.map { ExtendedAttributes.set(directory.raw, $0, value) } ?? 0
          }
        }
      }
      _ = EntryCalls.setTime(directory.raw, status.modified)
    }
    return took
  }

  /// Makes the hard links whose targets are in lower layers.
  ///
  /// The inode is shared with that layer: both names then are one file in the mounted overlay too, as the archive says.
  ///
  /// - Throws: when a target is nowhere.
  func makeLinks(_ links: [(path: [UInt8], target: [UInt8])], _ lower: borrowing LowerView) throws(Failure) {
    for link in links {
      let components = link.path.split(separator: UInt8(ascii: "/"))
      guard let name = components.last.map({ Array($0) + [0] }),
        let directory = try open(Array(components.dropLast().joined(separator: [UInt8(ascii: "/")])))
      else { continue }
      // A later entry of the layer took the place.
      if Files.status(entry: name, at: directory.raw) != nil { continue }
      let before = Files.status(entry: [UInt8(ascii: "."), 0], at: directory.raw)
      try make(link, name, directory, lower)
      if let before { _ = EntryCalls.setTime(directory.raw, before.modified) }
    }
  }

  private func make(
    _ link: (path: [UInt8], target: [UInt8]), _ name: [UInt8], _ directory: borrowing Descriptor,
    _ lower: borrowing LowerView
  ) throws(Failure) {
    let text = "link \(String(decoding: link.path, as: UTF8.self)) to \(String(decoding: link.target, as: UTF8.self))"
    // One of this layer that was itself a link to a lower file.
    let parts = link.target.split(separator: UInt8(ascii: "/"))
    var result = -2
    if let last = parts.last.map({ Array($0) + [0] }),
      let folder = try open(Array(parts.dropLast().joined(separator: [UInt8(ascii: "/")]))),
      let own = Files.status(entry: last, at: folder.raw)
    {
      if own.isWhiteout { throw Failure(.layer, text + ": the target is removed by the same layer") }
      result = EntryCalls.link(folder.raw, last, to: directory.raw, name)
    } else {
      guard let found = try lower.find(link.target) else {
        throw Failure(.layer, text + ": the target is neither in this layer before it nor in a lower one")
      }
      if found.status.isDirectory { throw Failure(.layer, text + ": the target is a directory") }
      result = EntryCalls.link(found.directory.raw, found.name, to: directory.raw, name)
    }
    if result < 0 { throw Failure(.layer, text + ": " + Errno(Int32(-result)).text) }
  }

  /// A directory of this layer by its real path; nil when it is not there.
  private func open(_ path: [UInt8]) throws(Failure) -> Descriptor? {
    var number = EntryCalls.open(root, [UInt8(ascii: "."), 0], OpenFlags.readOnly | OpenFlags.directory)
    for component in path.split(separator: UInt8(ascii: "/")) {
      if number < 0 { return nil }
      let next = EntryCalls.open(Int32(number), Array(component) + [0], OpenFlags.readOnly | OpenFlags.directory)
      EntryCalls.close(Int32(number))
      number = next
    }
    return number < 0 ? nil : Descriptor(owning: Int32(number))
  }
}
