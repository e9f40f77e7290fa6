// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What a layer takes over from those below it, which its archive only hints at: files it has hard links to, the
/// attributes of directories it has entries in but no entry for, and what its whiteouts can mean there.
///
/// Where layers are applied in place all this comes by itself; in a folder of its own the layer has to be given it, and
/// belongs to this chain of layers from then on.
struct FromLower: ~Copyable {
  /// The layer's own root, open.
  let root: Int32
  let ownership: Ownership
  let lower: LowerView
  /// Directories no entry was for; parents of copied files join them.
  private(set) var implicit: Set<[UInt8]>

  init(root: Int32, _ ownership: Ownership, _ lower: LowerView, implicit: [[UInt8]]) {
    self.root = root
    self.ownership = ownership
    self.lower = lower
    self.implicit = Set(implicit)
  }

  /// Does all of it; false when the layer is the same on whatever it lies.
  mutating func settle(_ contents: LayerContents) throws(Failure) -> Bool {
    let links = contents.linksToLower
    var marks: [[UInt8]] = []
    for folder in contents.markedFolders where try !lower.isDirectory(folder) { marks.append(folder) }
    let needsAttributes = try FromLower.needsAttributes(contents.implicit, lower)
    if links.isEmpty, marks.isEmpty, !needsAttributes { return false }
    try makeLinks(links, hidesAll: contents.hidesLower)
    for folder in marks { try removeMarks(folder) }
    for folder in implicit.sorted(by: { $1.lexicographicallyPrecedes($0) }) { try takeAttributes(folder) }
    return true
  }

  // MARK: Directories without entries

  /// Whether one of them is below with other attributes than those that we give.
  static func needsAttributes(_ implicit: [[UInt8]], _ lower: LowerView) throws(Failure) -> Bool {
    for path in implicit {
      guard let found = try lower.find(path), found.status.isDirectory else { continue }
      let status = found.status
      if status.mode & 0o7777 != 0o755 || status.uid != 0 || status.gid != 0 { return true }
      if try !attributes(found).isEmpty { return true }
    }
    return false
  }

  private static func attributes(
    _ found: borrowing LowerView.Found
  ) throws(Failure) -> [(name: [UInt8], value: [UInt8])] {
    try asFailure(.store) { () throws(KernelError) in
      // Not overlay's books; what an archive had of that kind is escaped, and goes along.
      try ExtendedAttributes.all(found.directory.raw, Array(found.name.dropLast())).filter { attribute in
        !LayerWriter.isOfHost(attribute.name)
          && ["trusted.overlay.opaque", "user.overlay.opaque"].allSatisfy { !attribute.name.elementsEqual($0.utf8) }
      }
    }
  }

  private func takeAttributes(_ path: [UInt8]) throws(Failure) {
    guard let found = try lower.find(path), found.status.isDirectory, let directory = try open(path) else { return }
    let status = found.status
    if ownership.keepsOwners { _ = EntryCalls.setOwner(directory.raw, uid: status.uid, gid: status.gid) }
    _ = EntryCalls.setMode(directory.raw, status.mode & 0o7777)
    for (name, value) in try FromLower.attributes(found) {
      let terminated = name + [0]
      _ = value.withUnsafeBytes { ExtendedAttributes.set(directory.raw, terminated, $0) }
    }
    _ = EntryCalls.setTime(directory.raw, status.modified)
  }

  // MARK: Whiteouts that hide nothing

  /// Removes the whiteouts in a directory that no lower layer has: with nothing to hide they are listed, as names of
  /// nothing.
  ///
  /// A directory that was made for them alone goes too, so that it does not take the place of a lower file.
  private mutating func removeMarks(_ folder: [UInt8]) throws(Failure) {
    guard let directory = try open(folder), let before = Files.status(entry: FromLower.here, at: directory.raw) else {
      return
    }
    try asFailure(.store) { () throws(KernelError) in try Whiteouts.remove(in: directory.raw) }
    _ = EntryCalls.setTime(directory.raw, before.modified)
    var path = folder
    while !path.isEmpty, implicit.contains(path) {
      if let found = try lower.find(path) {
        // In place of a link the directory stays: other engines show one there as well.
        let type = FileMode.type(of: found.status.mode)
        if type == FileMode.directory || type == FileMode.symbolicLink { return }
      }
      guard let parent = try open(path.folder), let before = Files.status(entry: FromLower.here, at: parent.raw),
        EntryCalls.removeDirectory(parent.raw, path.terminatedName) == 0
      else { return }
      _ = EntryCalls.setTime(parent.raw, before.modified)
      implicit.remove(path)
      path = path.folder
    }
  }

  // MARK: Hard links

  /// Makes the hard links whose targets are in lower layers: the file is copied into this layer under the name it has
  /// below, so that both names are one file, and the lower layer stays as it is.
  private mutating func makeLinks(_ links: [(path: [UInt8], target: [UInt8])], hidesAll: Bool) throws(Failure) {
    var made: Set<[UInt8]> = []
    for link in links {
      guard let directory = try open(link.path.folder) else { continue }
      let name = link.path.terminatedName
      // A later entry of the layer took the place.
      if Files.status(entry: name, at: directory.raw) != nil { continue }
      let before = Files.status(entry: FromLower.here, at: directory.raw)
      if !made.contains(link.target) {
        if hidesAll { throw FromLower.noTarget(link.path, link.target) }
        if try hides(link.target) { throw FromLower.noTarget(link.path, link.target) }
        guard let found = try lower.find(link.target) else { throw FromLower.noTarget(link.path, link.target) }
        if found.status.isDirectory {
          throw Failure(.layer, FromLower.text(link.path, link.target) + ": the target is a directory")
        }
        if try copyUp(found, to: link.target) {
          made.insert(link.target)
        } else {
          // A later entry of the layer has that name: the link is to what was there before.
          try copy(found, to: name, in: directory)
        }
      }
      if made.contains(link.target), let folder = try open(link.target.folder) {
        let result = EntryCalls.link(folder.raw, link.target.terminatedName, to: directory.raw, name)
        if result < 0 {
          throw Failure(.layer, FromLower.text(link.path, link.target) + ": " + Errno(Int32(-result)).text)
        }
      }
      made.insert(link.path)
      if let before { _ = EntryCalls.setTime(directory.raw, before.modified) }
    }
  }

  static func noTarget(_ path: [UInt8], _ target: [UInt8]) -> Failure {
    Failure(.layer, text(path, target) + ": the target is neither in this layer before it nor in a lower one")
  }

  private static func text(_ path: [UInt8], _ target: [UInt8]) -> String {
    "link \(EntryPath.text(path)) to \(EntryPath.text(target))"
  }

  /// Whether this layer keeps what is lower at a path from being seen.
  private func hides(_ path: [UInt8]) throws(Failure) -> Bool {
    let mark = ownership.overlayPrefix.description + "opaque"
    var end = 0
    while end < path.count {
      end = path[end...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
      let part = Array(path[..<end])
      guard let folder = try open(part.folder) else { return false }
      guard let status = Files.status(entry: part.terminatedName, at: folder.raw) else { return false }
      if status.isWhiteout { return true }
      if end == path.count { return false }
      guard status.isDirectory, let inside = try open(part) else { return true }
      if ExtendedAttributes.has(inside.raw, mark, value: UInt8(ascii: "y")) { return true }
      end += 1
    }
    return false
  }

  /// Copies a lower file to its name in this layer; false when something of this layer is there.
  private mutating func copyUp(_ found: borrowing LowerView.Found, to path: [UInt8]) throws(Failure) -> Bool {
    var made: [UInt8] = []
    for component in path.folder.split(separator: UInt8(ascii: "/")) {
      guard let parent = try open(made) else { return false }
      made += (made.isEmpty ? [] : [UInt8(ascii: "/")]) + component
      let before = Files.status(entry: FromLower.here, at: parent.raw)
      switch EntryCalls.makeDirectory(parent.raw, made.terminatedName, mode: 0o755) {
      case 0:
        implicit.insert(made)
        if let before { _ = EntryCalls.setTime(parent.raw, before.modified) }
      case -17: break
      case let result: throw Failure(KernelError("mkdir", EntryPath.text(made), Errno(Int32(-result))), .store)
      }
    }
    let name = path.terminatedName
    guard let folder = try open(path.folder), Files.status(entry: name, at: folder.raw) == nil else { return false }
    let before = Files.status(entry: FromLower.here, at: folder.raw)
    try copy(found, to: name, in: folder)
    if let before { _ = EntryCalls.setTime(folder.raw, before.modified) }
    return true
  }

  private func copy(
    _ found: borrowing LowerView.Found, to name: [UInt8], in directory: borrowing Descriptor
  ) throws(Failure) {
    do throws(KernelError) {
      try EntryCopy.copy(found.name, at: found.directory.raw, to: name, at: directory.raw, ownership)
    } catch {
      throw Failure(error, .store).during("copy a lower file for a hard link")
    }
  }

  // MARK: Directories of this layer

  private static var here: [UInt8] { [UInt8(ascii: "."), 0] }

  /// A directory of this layer by its real path; nil when it is not there.
  private func open(_ path: [UInt8]) throws(Failure) -> Descriptor? {
    var number = EntryCalls.open(root, FromLower.here, OpenFlags.readOnly | OpenFlags.directory)
    for component in path.split(separator: UInt8(ascii: "/")) {
      if number < 0 { return nil }
      let next = EntryCalls.open(Int32(number), Array(component) + [0], OpenFlags.readOnly | OpenFlags.directory)
      EntryCalls.close(Int32(number))
      number = next
    }
    return number < 0 ? nil : Descriptor(owning: Int32(number))
  }
}
