// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Who is told what a walk through a source tree finds.
protocol SourceVisitor {
  /// A directory, before what is in it.
  mutating func enter(_ folder: SourceFolder) throws(Failure)
  /// The same directory, after it.
  mutating func leave(_ folder: SourceFolder) throws(Failure)
  /// Anything else.
  mutating func take(_ entry: SourceEntry) throws(Failure)
}

/// An open directory of a source tree.
struct SourceFolder {
  /// Open for reading, as long as the visitor is told of it.
  var number: Int32
  var status: FileStatus
  /// Relative to what was named; nothing for that itself.
  var path: [UInt8]
  /// False for one that is only needed for what is in it.
  var isSelected: Bool

  var name: [UInt8] { path.split(separator: PathWalk.slash).last.map { Array($0) } ?? [] }
}

/// An entry of an open directory of a source tree that is no directory.
struct SourceEntry {
  var directory: Int32
  /// Ends with a NUL.
  var name: [UInt8]
  var status: FileStatus
  /// Relative to what was named.
  var path: [UInt8]

  var text: String { String(decoding: path.isEmpty ? name.dropLast() : path[...], as: UTF8.self) }
}

/// Goes through a directory of a source and tells a visitor what of it is meant, in the order of the names' bytes.
///
/// A directory that is not meant itself is told of only when something in it is.
struct SourceWalk<Visitor: SourceVisitor> {
  private struct Level {
    var folder: SourceFolder
    var isEntered = false
  }
  private var levels: [Level] = []
  var visitor: Visitor

  init(_ visitor: Visitor) { self.visitor = visitor }

  /// More folders in folders than this are no tree but an attack on the stack and on the table of descriptors.
  private static var deepest: Int { 1000 }

  /// Goes through the open directory `number`, whose path from the context's root is `path`.
  mutating func walk(_ number: Int32, _ path: [UInt8], _ filters: PathFilters) throws(Failure) {
    let status = try asFailure(.build) { () throws(KernelError) in try Files.status(ofNumber: number) }
    try walk(SourceFolder(number: number, status: status, path: [], isSelected: true), path, filters)
  }

  private mutating func walk(_ folder: SourceFolder, _ real: [UInt8], _ filters: PathFilters) throws(Failure) {
    if levels.count == SourceWalk.deepest {
      throw Failure(.build, "\(text(real)): more than \(SourceWalk.deepest) folders in each other")
    }
    if filters.isForbidden(folder.status) {
      throw Failure(
        .build, "\(text(real)): the build context holds the store, which is being written to",
        hint: "leave it out in .dockerignore")
    }
    levels.append(Level(folder: folder))
    if !filters.isHidden, folder.isSelected { try enterAll() }
    for name in try SourceNames.all(folder.number, text(real)) { try child(name, folder, real, filters) }
    if let level = levels.popLast(), level.isEntered { try visitor.leave(level.folder) }
  }

  private mutating func child(
    _ name: [UInt8], _ folder: SourceFolder, _ real: [UInt8], _ filters: PathFilters
  ) throws(Failure) {
    let path = SourceNames.join(folder.path, name)
    let realPath = SourceNames.join(real, name)
    let decision = filters.decide(path, real: realPath)
    let isMeant = decision.isSelected && !decision.isHidden
    if !isMeant, !decision.mayHold { return }
    let terminated = name + [0]
    guard let status = Files.status(entry: terminated, at: folder.number) else {
      throw Failure(.build, "\(text(realPath)): it vanished while it was read")
    }
    guard status.isDirectory else {
      if !isMeant { return }
      try enterAll()
      return try visitor.take(
        SourceEntry(directory: folder.number, name: terminated, status: status, path: path))
    }
    let result = EntryCalls.open(folder.number, terminated, OpenFlags.readOnly | OpenFlags.directory)
    if result < 0 { throw Failure(KernelError("open", text(realPath), Errno(Int32(-result))), .build) }
    let open = Descriptor(owning: Int32(result))
    let opened = try asFailure(.build) { () throws(KernelError) in try Files.status(of: open) }
    let child = SourceFolder(number: open.raw, status: opened, path: path, isSelected: decision.isSelected)
    try walk(child, realPath, decision.filters)
  }

  private mutating func enterAll() throws(Failure) {
    for index in levels.indices where !levels[index].isEntered {
      try visitor.enter(levels[index].folder)
      levels[index].isEntered = true
    }
  }

  private func text(_ path: [UInt8]) -> String { path.isEmpty ? "/" : EntryPath.text(path) }
}

/// Names in a source tree.
enum SourceNames {
  /// The entries of an open directory by their bytes, so that what is made of them is the same everywhere.
  static func all(_ number: Int32, _ text: String) throws(Failure) -> [[UInt8]] {
    do throws(KernelError) {
      let folder = try Files.open(".", at: number, OpenFlags.readOnly | OpenFlags.directory)
      return try folder.entryNames().sorted { $0.lexicographicallyPrecedes($1) }
    } catch {
      throw Failure(KernelError(error.call, text, error.errno), .build)
    }
  }

  static func join(_ path: [UInt8], _ name: [UInt8]) -> [UInt8] {
    if path.isEmpty { return name }
    return name.isEmpty ? path : path + [PathWalk.slash] + name
  }
}
